/** The composition root: configuration → adapters → what the command line needs. The only place that builds adapters. */
import { join } from "node:path";
import { openSource } from "#adapters/directory/open.ts";
import { bootstrapIdentities } from "#adapters/matrix/bootstrap.ts";
import { endpoints } from "#adapters/matrix/endpoints.ts";
import { signOutEverybody, signOutIdentities } from "#adapters/matrix/sign-out.ts";
import { openSchedule } from "#adapters/schedule/cron.ts";
import { openEmergencyFile } from "#adapters/store/emergency-file.ts";
import { openStore } from "#adapters/store/open.ts";
import type { CliDeps, EmergencySession, EndedSessions, Hub, Session, SessionOptions, SessionsToEnd } from "#cli/deps.ts";
import type { CampusConfig, ServerConfig } from "#config/schema.ts";
import { AppError } from "#core/errors.ts";
import type { Day } from "#core/ids.ts";
import type { Policy } from "#core/policy.ts";
import type { EmergencyFile } from "#engine/emergency-ports.ts";
import type { Log } from "#engine/log.ts";
import type { Store } from "#engine/ports.ts";
import { inTurn } from "#engine/serve/turns.ts";
import type { ScimDeps } from "#http/scim/deps.ts";
import { openScimDesk } from "#http/scim/desk.ts";
import { scimDepsOf } from "#http/scim/from-config.ts";
import { listenScim } from "#http/scim/listen.ts";
import { sentence } from "#i18n/sentences.ts";
import { fixedDay, openClock, openLog } from "./ambient.ts";
import { heraldOf, openNews } from "./news.ts";
import { askServer, openServer, policyOf } from "./server.ts";

/** Displayed name of the bot (docs/RULES.md §1). */
const agentSmithName = "Agent Smith";

export const cliDeps: CliDeps = {
  openSession,
  openEmergency,
  openHub,
  askServer,
  forgetServer,
  openScim,
  endSessions,
  allowedCalls: Object.values(endpoints),
  async bootstrapIdentities(platform, policy) {
    const { connector, agentSmith } = policy.identities;
    await bootstrapIdentities({ ...platform, baseUrl: platform.mainUrl, connector, agentSmith, displayName: agentSmithName });
  },
};

async function openSession(config: CampusConfig, server: ServerConfig, options: SessionOptions): Promise<Session> {
  return openOver(config, server, options, { store: () => openStore(config.store), log: openLog(config) });
}

interface Shared {
  readonly store: () => Promise<Store>;
  readonly log: Log;
}

/** The Matrix adapter is a session's own: it remembers what this session saw and wrote. */
async function openOver(config: CampusConfig, server: ServerConfig, options: SessionOptions, shared: Shared): Promise<Session> {
  const policy = policyOf(config, server);
  const homeserver = openServer(config, server, policy);
  const sources = config.sources.filter(({ name }) => server.sources?.includes(name) ?? true);
  const store = await shared.store();
  const clock = openClock(options.today ?? fixedDay(config));
  const { log } = shared;
  const notifiers = openNews(config, server, policy);
  const herald = heraldOf({ server: server.name, store, notifiers, clock, log }, config);
  return {
    deps: {
      server: server.name,
      policy,
      sources: sources.map((source) => ({
        ...openSource(source, { base: config.stateFolder, today: clock.today, scim: { scim: store.scim, now: instant } }),
        required: source.required,
      })),
      homeserver,
      shadow: server.mode === "shadow",
      store,
      clock,
      log,
      kept: keptIn(config),
      ...(herald === null ? {} : { herald }),
      watch: options.watch,
      say: (reason) => sentence(options.lang, reason),
      signal: options.signal,
    },
    async close() {
      await closeAll(notifiers);
      await homeserver.close();
      await store.close();
    },
  };
}

async function closeAll(notifiers: readonly { close(): Promise<void> }[]): Promise<void> {
  for (const notifier of notifiers) await notifier.close();
}

/** Beside the store, not in it. */
function keptIn({ stateFolder }: CampusConfig): EmergencyFile {
  return openEmergencyFile(join(stateFolder, "emergency.jsonl"));
}

async function openEmergency(config: CampusConfig, server: ServerConfig, today: Day | null): Promise<EmergencySession> {
  const policy = policyOf(config, server);
  const homeserver = openServer(config, server, policy);
  const clock = openClock(today ?? fixedDay(config));
  const log = openLog(config);
  const store = await openStore(config.store).catch((error: unknown) => {
    log.error({ code: error instanceof AppError ? error.code : "unexpected" }, "the store can't be opened for an emergency act");
    return null;
  });
  const notifiers = store === null ? [] : openNews(config, server, policy);
  const herald = store === null ? null : heraldOf({ server: server.name, store, notifiers, clock, log }, config);
  const deps = { server: server.name, policy, homeserver, store, kept: keptIn(config), clock, log, signal: null };
  return {
    deps: herald === null ? deps : { ...deps, herald },
    async close() {
      await closeAll(notifiers);
      await homeserver.close();
      await store?.close();
    },
  };
}

async function openHub(config: CampusConfig): Promise<Hub> {
  const store = inTurn(await openStore(config.store));
  const log = openLog(config);
  const kept: Store = { ...store, close: async () => {} };
  return {
    store,
    clock: openClock(fixedDay(config)),
    timer: {
      after(milliseconds, wake) {
        const timer = setTimeout(wake, milliseconds);
        return () => clearTimeout(timer);
      },
    },
    log,
    scheduleOf: ({ schedule }) => openSchedule(schedule),
    openSession: (server, options) => openOver(config, server, options, { store: async () => kept, log }),
    openHerald(server) {
      const notifiers = openNews(config, server, policyOf(config, server));
      const herald = heraldOf({ server: server.name, store: kept, notifiers, clock: openClock(fixedDay(config)), log }, config);
      return herald && { herald, close: () => closeAll(notifiers) };
    },
    openScim: async () => openScimDesk(scimOver(config, kept, log), kept),
    async listenScim(pushed) {
      const deps = scimOver(config, kept, log, pushed);
      return deps.sources.size === 0 || config.scim.listen === "alone" ? null : listenScim(deps);
    },
    close: () => store.close(),
  };
}

function scimOver(config: CampusConfig, store: Store, log: Log, asked: (server: string) => void = () => {}): ScimDeps {
  return scimDepsOf(config, { store, log, clock: openClock(fixedDay(config)), asked });
}

const instant = (): string => new Date().toISOString();

async function openScim(config: CampusConfig) {
  const store = await openStore(config.store);
  return openScimDesk(scimOver(config, store, openLog(config)), store);
}

async function forgetServer(config: CampusConfig, { name }: ServerConfig): Promise<void> {
  const store = await openStore(config.store);
  try {
    const lock = await store.lock(name, "campus platform reset");
    try {
      await lock.store.forgetServer(name);
    } finally {
      await lock.release();
    }
  } finally {
    await store.close();
  }
}

async function endSessions(config: CampusConfig, policy: Policy, { access, whose, by }: SessionsToEnd): Promise<EndedSessions> {
  const end = whose === "everybody" ? signOutEverybody : signOutIdentities;
  const ended = await end({ ...access, ...policy.identities, baseUrl: access.mainUrl });
  openLog(config).info({ operation: "end-sessions", whose, by, server: access.serverName, ...ended }, "sessions ended on the platform");
  return ended;
}
