/** Keeps one service running: starts it, waits until it answers, starts it again when it dies, stops it when asked. */
import { isReady } from "./health.ts";
import { type Child, type Exit, endProgram, startProgram, within } from "./program.ts";
import { programOf, type Service } from "./service.ts";
import { markLogs, startFailure } from "./start-failure.ts";

export interface SupervisedState {
  readonly child: Child | null;
  /** True from its first good answer until it ends. */
  readonly isReady: boolean;
  readonly restarts: number;
  /** Instant of the last start or end, ISO 8601. */
  readonly since: string;
}

export interface Supervisor {
  readonly service: Service;
  state(): SupervisedState;
  /** Starts and waits until it answers: `platform.start-failed` with its last lines otherwise, and nothing left running. */
  start(): Promise<void>;
  /** Ends it for good: its stop signal, then SIGKILL after `milliseconds`; or SIGKILL at once. It is not started again. */
  stop(how?: "gently" | "at-once", milliseconds?: number): Promise<void>;
}

export interface SupervisorHooks {
  /** Called after every start, first good answer and end. */
  changed(): void;
  /** Asked after an unexpected end: false gives up (somebody else stopped it on purpose). */
  mayRestart(): boolean;
  /** How it becomes a process: as a program of its own unless told. */
  launch?(service: Service): Promise<Child>;
  /** Asked before it is started again: false waits for as long as the last delay (what it needs is not ready). */
  isPossible?(): boolean;
}

const firstDelay = 250;
const longestDelay = 30_000;
/** A program that ran this long is healthy again: its next death is met with the first delay. */
const steadyAfter = 60_000;

/** Waits until the service answers; the exit when it died before, "late" when time is over, "stopped" when it isn't wanted any more. */
async function untilReady(service: Service, child: Child, isWanted: () => boolean): Promise<"ready" | "late" | "stopped" | Exit> {
  let exit: Exit | null = null;
  const ended = child.exited.then((how) => {
    exit = how;
  });
  const end = Date.now() + service.startMilliseconds;
  while (Date.now() < end && isWanted()) {
    await within(ended, 50);
    if (exit !== null) return exit;
    // Asked once more after the answer: a stranger on the port must not speak for a service that just died of it.
    if ((await isReady(service.health, 2_000)) && !(await within(ended, 0))) return "ready";
  }
  return exit ?? (isWanted() ? "late" : "stopped");
}

/** The error of what is done once it answers; null when that went well. */
async function settling(service: Service): Promise<unknown> {
  try {
    await service.settle?.();
    return null;
  } catch (error) {
    return error;
  }
}

function startAlone({ launch }: Service): Promise<Child> {
  return startProgram(programOf(launch));
}

export function createSupervisor(service: Service, hooks: SupervisorHooks): Supervisor {
  let wanted = false;
  let child: Child | null = null;
  let ready = false;
  let restarts = 0;
  let delay = firstDelay;
  let since = new Date().toISOString();
  let timer: NodeJS.Timeout | undefined;
  let launching: Promise<void> = Promise.resolve();

  function note(now: Child | null, isAnswering: boolean): void {
    if (now !== child) since = new Date().toISOString();
    child = now;
    ready = isAnswering;
    hooks.changed();
  }

  async function launch(): Promise<void> {
    const marks = markLogs(service);
    const started = await (hooks.launch ?? startAlone)(service);
    note(started, false);
    const result = await untilReady(service, started, () => wanted);
    const failure = result === "ready" ? await settling(service) : startFailure(service, result, marks);
    if (failure === null) return watch(started);
    await endProgram(started, 1_000, service.stopSignal);
    note(null, false);
    throw failure;
  }

  function watch(started: Child): void {
    const startedAt = Date.now();
    note(started, true);
    void started.exited.then(() => {
      if (child !== started) return;
      if (Date.now() - startedAt > steadyAfter) delay = firstDelay;
      note(null, false);
      if (wanted) again(delay);
    });
  }

  function again(milliseconds: number): void {
    timer = setTimeout(() => void relaunch(), milliseconds);
  }

  async function relaunch(): Promise<void> {
    wanted = wanted && hooks.mayRestart();
    if (!wanted) return;
    if (hooks.isPossible?.() === false) return again(firstDelay);
    restarts += 1;
    delay = Math.min(delay * 2, longestDelay);
    launching = launch();
    try {
      await launching;
    } catch {
      if (wanted) again(delay);
    }
  }

  return {
    service,
    state: () => ({ child, isReady: ready, restarts, since }),
    async start() {
      if (wanted) return launching;
      wanted = true;
      launching = launch();
      await launching.catch((error: unknown) => {
        wanted = false;
        throw error;
      });
    },
    async stop(how = "gently", milliseconds = service.stopMilliseconds) {
      wanted = false;
      clearTimeout(timer);
      const last = child;
      if (last !== null) await endProgram(last, how === "gently" ? milliseconds : 0, service.stopSignal);
      await launching.catch(() => {});
      if (last !== null && child === last) note(null, false);
    },
  };
}
