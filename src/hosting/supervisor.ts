/** Keeps one program running: starts it, waits until it answers, starts it again when it dies, stops it when asked. */
import { AppError } from "#core/errors.ts";
import { sizeOf, tailSince, turnOver, withoutFrames } from "./log-tail.ts";
import { type Child, type Exit, endProgram, type Program, startProgram, within } from "./program.ts";

export interface Service {
  readonly name: string;
  readonly role: string;
  readonly port: number;
  /** Answers 200 when the service is ready. */
  readonly healthUrl: string;
  readonly program: Program;
  /** Other logs worth showing when it dies at start. */
  readonly logs: readonly string[];
  readonly startMilliseconds: number;
  readonly stopMilliseconds: number;
}

export interface SupervisedState {
  readonly child: Child | null;
  readonly restarts: number;
  /** Instant of the last start or end, ISO 8601. */
  readonly since: string;
}

export interface Supervisor {
  readonly service: Service;
  state(): SupervisedState;
  /** Starts and waits until it answers: `platform.start-failed` with its last lines otherwise, and nothing left running. */
  start(): Promise<void>;
  /** Ends it for good: SIGTERM, then SIGKILL; or SIGKILL at once. It is not started again. */
  stop(how?: "gently" | "at-once"): Promise<void>;
}

export interface SupervisorHooks {
  /** Called after every start and end. */
  changed(): void;
  /** Asked after an unexpected end: false gives up (somebody else stopped it on purpose). */
  mayRestart(): boolean;
}

const firstDelay = 250;
const longestDelay = 30_000;
/** A program that ran this long is healthy again: its next death is met with the first delay. */
const steadyAfter = 60_000;
const logLimit = 10_000_000;

export async function answers(url: string, milliseconds: number): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(milliseconds), headers: { connection: "close" } });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Waits until the service answers; the exit when it died before, "late" when time is over. */
async function untilHealthy(service: Service, child: Child): Promise<"healthy" | "late" | Exit> {
  let exit: Exit | null = null;
  const ended = child.exited.then((how) => {
    exit = how;
  });
  const end = Date.now() + service.startMilliseconds;
  while (Date.now() < end) {
    await within(ended, 50);
    if (exit !== null) return exit;
    if (await answers(service.healthUrl, 2_000)) return "healthy";
  }
  return "late";
}

function lastLines(service: Service, marks: readonly number[]): string {
  const files = [service.program.output, ...service.logs];
  const lines = files.flatMap((file, index) => tailSince(file, marks[index] ?? 0, 40));
  return withoutFrames(lines).slice(-8).join("\n");
}

/** The death of a program at its start, told as precisely as its own words allow. */
function startFailure(service: Service, result: "late" | Exit, lines: string): AppError {
  const { name, port, program } = service;
  if (/address already in use|couldn't listen on/i.test(lines)) return new AppError("platform.port-busy", { port: String(port) });
  if (/no space left on device|disk is full/i.test(lines)) return new AppError("platform.disk-full", { path: program.folder });
  const module = lines.match(/No module named '?([\w.]+)/)?.[1];
  if (module !== undefined) return new AppError("platform.missing-program", { name: module, program: program.path });
  const how = result === "late" ? `no answer after ${service.startMilliseconds / 1000} s` : `exit ${result.signal ?? result.code}`;
  const detail = [how, ...lines.split("\n")].filter((line) => line !== "").join("\n  ");
  return new AppError("platform.start-failed", { name, detail, log: program.output });
}

export function createSupervisor(service: Service, hooks: SupervisorHooks): Supervisor {
  let wanted = false;
  let child: Child | null = null;
  let restarts = 0;
  let delay = firstDelay;
  let since = new Date().toISOString();
  let timer: NodeJS.Timeout | undefined;
  let launching: Promise<void> = Promise.resolve();

  function note(now: Child | null): void {
    child = now;
    since = new Date().toISOString();
    hooks.changed();
  }

  async function launch(): Promise<void> {
    turnOver(service.program.output, logLimit);
    const marks = [service.program.output, ...service.logs].map(sizeOf);
    const started = await startProgram(service.program);
    note(started);
    const result = wanted ? await untilHealthy(service, started) : "late";
    if (result === "healthy") return watch(started);
    await endProgram(started, 1_000);
    note(null);
    throw startFailure(service, result, lastLines(service, marks));
  }

  function watch(started: Child): void {
    const startedAt = Date.now();
    void started.exited.then(() => {
      if (child !== started) return;
      if (Date.now() - startedAt > steadyAfter) delay = firstDelay;
      note(null);
      if (wanted) again();
    });
  }

  function again(): void {
    timer = setTimeout(() => void relaunch(), delay);
    delay = Math.min(delay * 2, longestDelay);
  }

  async function relaunch(): Promise<void> {
    if (!wanted) return;
    if (!hooks.mayRestart()) {
      wanted = false;
      return hooks.changed();
    }
    restarts += 1;
    launching = launch();
    try {
      await launching;
    } catch {
      if (wanted) again();
    }
  }

  return {
    service,
    state: () => ({ child, restarts, since }),
    async start() {
      wanted = true;
      launching = launch();
      try {
        await launching;
      } catch (error) {
        wanted = false;
        throw error;
      }
    },
    async stop(how = "gently") {
      wanted = false;
      clearTimeout(timer);
      const last = child;
      if (last !== null) await endProgram(last, how === "gently" ? service.stopMilliseconds : 0);
      await launching.catch(() => {});
      if (last !== null && child === last) note(null);
    },
  };
}
