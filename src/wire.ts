/** The composition root: configuration → adapters → what the command line needs. The only place that builds adapters. */
import { join } from "node:path";
import { pino } from "pino";
import { openSource } from "#adapters/directory/open.ts";
import { openAdminRoom } from "#adapters/matrix/admin-room.ts";
import { bootstrapIdentities } from "#adapters/matrix/bootstrap.ts";
import type { ObserveOptions } from "#adapters/matrix/database/client.ts";
import { endpoints } from "#adapters/matrix/endpoints.ts";
import { type ClientOptions, openClient } from "#adapters/matrix/http.ts";
import { contextOf, type HomeserverOptions, openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import { signOutEverybody, signOutIdentities } from "#adapters/matrix/sign-out.ts";
import { openNotifiers } from "#adapters/notify/open.ts";
import { openSchedule } from "#adapters/schedule/cron.ts";
import { openEmergencyFile } from "#adapters/store/emergency-file.ts";
import { openStore } from "#adapters/store/open.ts";
import type { CliDeps, EmergencySession, EndedSessions, Hub, ServerAnswer, Session, SessionOptions, SessionsToEnd } from "#cli/deps.ts";
import { establishmentSecret } from "#config/establishment-secret.ts";
import { observerOf } from "#config/load.ts";
import { makePolicy } from "#config/policy.ts";
import type { CampusConfig, ServerConfig } from "#config/schema.ts";
import { readSecret, readTls, secretFiles } from "#config/secrets.ts";
import { parseDay } from "#core/day.ts";
import { AppError } from "#core/errors.ts";
import type { Day } from "#core/ids.ts";
import { roleIn } from "#core/merge-policy.ts";
import { userIdOf } from "#core/naming.ts";
import type { Policy } from "#core/policy.ts";
import type { EmergencyFile } from "#engine/emergency-ports.ts";
import { type Herald, type HeraldDeps, openHerald } from "#engine/herald.ts";
import type { Log } from "#engine/log.ts";
import type { Notifier } from "#engine/notify-ports.ts";
import type { Clock, Homeserver, Store } from "#engine/ports.ts";
import { inTurn } from "#engine/serve/turns.ts";
import { asMode } from "#engine/shadow.ts";
import { openScimDesk } from "#http/scim/desk.ts";
import { scimDepsOf } from "#http/scim/from-config.ts";
import { letterOf } from "#i18n/news.ts";
import { sentence } from "#i18n/sentences.ts";

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
      for (const notifier of notifiers) await notifier.close();
      await homeserver.close();
      await store.close();
    },
  };
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
      for (const notifier of notifiers) await notifier.close();
      await homeserver.close();
      await store?.close();
    },
  };
}

function heraldOf(deps: Omit<HeraldDeps, "compose" | "settings">, { notify, language }: CampusConfig): Herald | null {
  if (notify === undefined) return null;
  const { reminderDays, failuresInARow, mail } = notify;
  const settings = { reminderDays, failuresInARow, departureDays: mail?.departures?.daysBefore ?? null };
  return openHerald({ ...deps, settings, compose: (news) => letterOf(language, news) });
}

/** Every way that the configuration names; the operators' room is one of the server's own. */
function openNews(config: CampusConfig, server: ServerConfig, policy: Policy): Notifier[] {
  const { notify } = config;
  if (notify === undefined) return [];
  const secretOf = (owner: string) => {
    const secret = secretFiles(config).find((one) => one.owner === owner);
    return secret === undefined ? null : readSecret(secret);
  };
  const secrets = { mailPassword: secretOf("mail"), webhookSecret: secretOf("webhook") };
  // A room that doesn't answer is a notification that waits, not a pass that does.
  const context = () => contextOf({ ...serverOptions(config, server, policy), timeoutMs: 10_000, tries: 1 });
  return [...openNotifiers(notify, secrets), ...(notify.room === undefined ? [] : [openAdminRoom(context(), notify.room)])];
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
    close: () => store.close(),
  };
}

const instant = (): string => new Date().toISOString();

async function openScim(config: CampusConfig) {
  const store = await openStore(config.store);
  return openScimDesk(scimDepsOf(config, { store, log: openLog(config), clock: openClock(fixedDay(config)) }), store);
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

function policyOf(config: CampusConfig, server: ServerConfig): Policy {
  const policy = makePolicy(server.serverName, server.policy);
  const roles = Object.fromEntries(config.sources.map((source) => [source.name, roleIn(source)]));
  return { ...policy, merge: { ...policy.merge, roles }, establishmentSecret: establishmentSecret(config, server) };
}

function openServer(config: CampusConfig, server: ServerConfig, policy: Policy): Homeserver {
  return asMode(server, openHomeserver({ ...serverOptions(config, server, policy), observe: observeOf(config, server) }));
}

function serverOptions(config: CampusConfig, server: ServerConfig, policy: Policy): HomeserverOptions {
  const secret = secretFiles(config).find(({ file }) => file === server.tokenFile);
  if (secret === undefined) throw new AppError("config.secret-missing", { name: server.name, file: server.tokenFile });
  return {
    baseUrl: server.url,
    // Read again when it is refused: it may be replaced during a pass.
    asToken: () => readSecret(secret),
    ...tlsOf(server),
    serverName: server.serverName,
    connector: policy.identities.connector,
    agentSmith: policy.identities.agentSmith,
    provider: policy.externalIdProvider,
    roomVersion: policy.roomVersion,
  };
}

/** Whether and how Synapse's database is read. */
function observeOf(config: CampusConfig, { name, observe }: ServerConfig): ObserveOptions | null {
  if (observe.kind === "api") return null;
  const { url, fallback } = observe;
  if (url === undefined) throw noAddress(name);
  const secret = secretFiles(config).find(({ owner }) => owner === observerOf(name));
  return { url, fallback, password: secret === undefined ? null : () => readSecret(secret) };
}

/** The platform has no PostgreSQL, or runs on other machines than this one. */
function noAddress(server: string): AppError {
  return new AppError("config.invalid", { details: `  servers.${server}.observe.url: required` });
}

async function askServer(server: ServerConfig, policy: Policy): Promise<ServerAnswer> {
  const secret = { owner: server.name, file: server.tokenFile, variable: "" };
  const asToken = readSecret(secret);
  const homeserver = openHomeserver({
    baseUrl: server.url,
    asToken,
    ...tlsOf(server),
    serverName: server.serverName,
    ...policy.identities,
  });
  try {
    const { connector, agentSmith } = policy.identities;
    const users = [connector, agentSmith].map((localpart) => userIdOf(policy, localpart));
    const accounts = await homeserver.reader.details(users);
    return {
      version: await readVersion(server, asToken),
      identities: users.map((userId) => ({ userId, exists: accounts.has(userId) })),
    };
  } finally {
    await homeserver.close();
  }
}

async function endSessions(config: CampusConfig, policy: Policy, { access, whose, by }: SessionsToEnd): Promise<EndedSessions> {
  const end = whose === "everybody" ? signOutEverybody : signOutIdentities;
  const ended = await end({ ...access, ...policy.identities, baseUrl: access.mainUrl });
  openLog(config).info({ operation: "end-sessions", whose, by, server: access.serverName, ...ended }, "sessions ended on the platform");
  return ended;
}

/** What campus shows to an address that asks for a certificate. */
function tlsOf(server: ServerConfig): Pick<ClientOptions, "tls"> {
  const tls = readTls(server);
  return tls === null ? {} : { tls };
}

/** Synapse's own version. */
async function readVersion(server: ServerConfig, asToken: string): Promise<string> {
  const client = openClient({ baseUrl: server.url, asToken, ...tlsOf(server), timeoutMs: 15_000, tries: 1 });
  try {
    const { server_version: version } = await client.get(endpoints.readVersion, {});
    if (typeof version === "string") return version;
  } finally {
    client.close();
  }
  throw new AppError("matrix.not-matrix", { url: server.url, detail: "server version" });
}

function fixedDay(config: CampusConfig): Day | null {
  return config.today === undefined ? null : parseDay(config.today);
}

function openClock(fixed: Day | null): Clock {
  const calendar = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris" });
  return {
    today: () => fixed ?? (calendar.format(new Date()) as Day),
    now: () => new Date().toISOString(),
  };
}

/** JSON lines beside the state: the terminal is for people. */
function openLog(config: CampusConfig): Log {
  const dest = join(config.stateFolder, "log/campus.log");
  const destination = pino.destination({ dest, mkdir: true, mode: 0o600, sync: true });
  // A log that can't be written (full disk) must not end a pass half-way.
  destination.on("error", () => {});
  return pino({ base: null }, destination);
}
