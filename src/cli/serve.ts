/** `campus serve`: runs the passes of every server at their hours and on request, and lends its store to the other commands. */
import type { Command } from "commander";
import type { CampusConfig, ServerConfig } from "#config/schema.ts";
import { AppError } from "#core/errors.ts";
import type { Log } from "#engine/log.ts";
import { type Courier, openCourier } from "#engine/serve/courier.ts";
import { openWorker, type Worker } from "#engine/serve/worker.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, exit, interruption, tell } from "./context.ts";
import type { CliDeps, Hub, Service } from "./deps.ts";
import { chooseServer, openConfig } from "./find-config.ts";
import type { CommonOptions } from "./options.ts";
import { reportError } from "./report-error.ts";
import { socketOf } from "./serve-protocol.ts";
import { receiveScim } from "./serve-scim.ts";
import { type Conversation, openSocket, type ServeSocket } from "./serve-socket.ts";

/** What is still running after this long is left: the next pass takes it up. */
const patienceMs = 8_000;
const retryStoreMs = 5_000;
const dayMs = 86_400_000;

/** Carries out one command of another process, with what the service has open. */
export type CarryOut = (context: CliContext, args: readonly string[]) => Promise<number>;

export function addServe(program: Command, context: CliContext, carryOut: CarryOut): void {
  const { lang } = context;
  program
    .command("serve")
    .description(say(lang, "help.serve"))
    .option("--config <file>", say(lang, "help.config"))
    .option("--server <name>", say(lang, "help.server"))
    .action((options: CommonOptions) => serve(context, options, carryOut));
}

async function serve(context: CliContext, options: CommonOptions, carryOut: CarryOut): Promise<void> {
  const config = await openConfig(context, options.config);
  const servers = options.server === undefined ? config.servers : [chooseServer(context, config, options.server)];
  const ready = Promise.withResolvers<CliDeps>();
  // Before the store, which would only say that somebody owns it. Nobody is answered before the store is open.
  const socket = await openSocket(socketOf(config), async (talk) => {
    const deps = await ready.promise;
    try {
      return await carryOut(lentContext(context, talk, deps), talk.order.args);
    } finally {
      // It may have asked for something, or ended a pause.
      deps.service?.wake();
    }
  });
  try {
    const deps = await context.deps();
    const hub = await openPatiently(context, () => deps.openHub(config));
    try {
      const serving = { context, config, hub, log: alsoTold(context, hub.log) };
      context.exitCode = await serveOver(serving, servers, socket, (service) =>
        ready.resolve({
          ...deps,
          openSession: (_config, server, given) => hub.openSession(server, given),
          openScim: () => hub.openScim(),
          service,
        }),
      );
    } finally {
      await hub.close();
    }
  } catch (error) {
    ready.promise.catch(() => {});
    ready.reject(error);
    throw error;
  } finally {
    await socket.close();
  }
}

/** A database that starts after the service is waited for, as long as it takes. */
async function openPatiently(context: CliContext, open: () => Promise<Hub>): Promise<Hub> {
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "store.unreachable" || context.signal.aborted) throw error;
      reportError(context, error);
      await within(retryStoreMs, interruption(context.signal));
    }
  }
}

/** Until the signal; what is still running after a while is left as it is, for the next service to take up. */
async function serveOver(
  serving: Serving,
  servers: readonly ServerConfig[],
  socket: ServeSocket,
  open: (service: Service) => void,
): Promise<number> {
  const { context, config, hub, log } = serving;
  const workers = servers.map((server) => openServerWorker(serving, server));
  open({
    status: () => Promise.all(workers.map((worker) => worker.status())),
    wake: () => {
      for (const worker of workers) worker.wake();
    },
  });
  const names = servers.map(({ name }) => name);
  log.info({ servers: names, socket: socketOf(config) }, "service started");
  tell(context, say(context.lang, "serve.started", { servers: names.join(", ") }));
  const noPurge = purgeDaily(config, hub, log);
  const byName = new Map(workers.map((worker, index) => [names[index] ?? "", worker]));
  const receiver = await receiveScim({ context, hub, log, workers: byName });
  const couriers = servers.flatMap((server) => openServerCourier(hub, server) ?? []);
  await interruption(context.signal);
  noPurge();
  log.info({}, "service ending");
  // Pushes first: nothing new comes in while passes end.
  const ends = [receiver.close(), ...[...workers, ...couriers].map((one) => one.stop()), socket.close()];
  const whole = await within(patienceMs, Promise.all(ends));
  log.info({ whole }, "service ended");
  if (!whole) process.exit(exit.interrupted);
  return exit.done;
}

interface Serving {
  readonly context: CliContext;
  readonly config: CampusConfig;
  readonly hub: Hub;
  readonly log: Log;
}

function openServerWorker({ context, config, hub, log }: Serving, server: ServerConfig): Worker {
  const { clock, timer, store } = hub;
  return openWorker({
    server: server.name,
    clock,
    timer,
    store,
    log,
    schedule: hub.scheduleOf(server),
    pass: async (start) => {
      const { syncPass } = await import("#engine/sync.ts");
      const options = { lang: config.language, watch: () => {}, today: null, signal: context.signal };
      const session = await hub.openSession(server, options);
      try {
        return await syncPass({ ...session.deps, log }, { ...start, approve: null });
      } finally {
        await session.close();
      }
    },
  });
}

/** null when nobody is to be told of this server. */
function openServerCourier(hub: Hub, server: ServerConfig): Courier | null {
  const opened = hub.openHerald(server);
  if (opened === null) return null;
  const courier = openCourier({ herald: opened.herald, timer: hub.timer });
  return {
    async stop() {
      await courier.stop();
      await opened.close();
    },
  };
}

/** The command of another process, as if it had been typed here by its user, in its folder. */
function lentContext(context: CliContext, { order, out, err, signal }: Conversation, deps: CliDeps): CliContext {
  return {
    ...context,
    lang: order.lang,
    folder: order.folder,
    user: order.user,
    environment: { ...context.environment, configFile: order.configFile },
    out: { write: out },
    err: { write: err, isTTY: order.moving, columns: order.columns },
    signal: AbortSignal.any([signal, context.signal]),
    deps: async () => deps,
    lent: true,
    exitCode: exit.done,
  };
}

/** In the log file, and as JSON lines on standard output for the system's journal. */
function alsoTold(context: CliContext, log: Log): Log {
  const telling = (level: keyof Log) => (fields: object, message: string) => {
    log[level](fields, message);
    context.out.write(`${JSON.stringify({ level, time: new Date().toISOString(), ...fields, msg: message })}\n`);
  };
  return { info: telling("info"), warn: telling("warn"), error: telling("error") };
}

/** Old runs are forgotten at the start, then once a day. */
function purgeDaily({ serve: { historyDays } }: CampusConfig, { store, clock, timer }: Hub, log: Log): () => void {
  let cancel = (): void => {};
  const purge = (): void => {
    const before = new Date(Date.parse(clock.now()) - historyDays * dayMs).toISOString();
    store.purgeRuns(before).then(
      (runs) => (runs > 0 ? log.info({ runs, before }, "old runs forgotten") : undefined),
      () => log.warn({ before }, "old runs could not be forgotten"),
    );
    cancel = timer.after(dayMs, purge);
  };
  purge();
  return () => cancel();
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), milliseconds);
  try {
    return await Promise.race([work.then(() => true as const), promise]);
  } finally {
    clearTimeout(timer);
  }
}
