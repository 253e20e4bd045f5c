/** Runs the passes of one server at any hour: its schedule, requests, failures waited out, pauses, one after another. */

import type { Pause } from "#core/decisions.ts";
import { AppError, type ErrorCode } from "#core/errors.ts";
import type { Log } from "../log.ts";
import type { Clock, Run, Schedule, Store } from "../ports.ts";
import type { PassReport, PassStatus } from "../report.ts";
import type { PassStart } from "../run.ts";
import { type Agenda, openAgenda } from "./agenda.ts";
import { backoffMs, busyMs, chooseRun, type Retry, type Wanted } from "./choose.ts";
import { isDoneElsewhere } from "./elsewhere.ts";
import type { Timer } from "./timer.ts";

/** How often requests and pauses are looked for: well within a minute. */
export const pollMs = 20_000;
/** What comes within this time of a push goes with it. */
export const gatherMs = 2_000;
/** Between the end of a pass over what was pushed and the next one: as long as it took, within these bounds. */
export const [shortestRestMs, longestRestMs] = [10_000, 300_000];
/** Runs looked back at for the last whole one: a week of small ones. */
const runsBack = 2_000;

export interface WorkerDeps {
  readonly server: string;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly schedule: Schedule | null;
  readonly store: Pick<Store, "loadDecisions" | "runs">;
  /** A pass in a session of its own, ended early when the worker stops. */
  readonly pass: (start: PassStart) => Promise<PassReport>;
  readonly log: Log;
}

export type WorkerState = "idle" | "running" | "paused" | "held" | "waiting";

export interface WorkerStatus {
  readonly server: string;
  /** `waiting` = a failure is waited out. */
  readonly state: WorkerState;
  /** What runs now. */
  readonly running: (Wanted & { readonly since: string }) | null;
  /** Instant of the next run known now; null when nothing is scheduled, or while paused. */
  readonly next: string | null;
  readonly last: Pick<Run, "id" | "trigger" | "startedAt" | "endedAt" | "status" | "error"> | null;
  readonly failures: number;
  readonly pause: Pause | null;
}

export interface Worker {
  status(): Promise<WorkerStatus>;
  /** Looks for something to do now rather than at its next look. */
  wake(): void;
  /** A client has just pushed something: looks within seconds, once for all that comes meanwhile. */
  pushed(): void;
  /** Nothing more is begun; resolves once what runs has ended. */
  stop(): Promise<void>;
}

interface State {
  agenda: Agenda | null;
  retry: Retry | null;
  failures: number;
  pause: Pause | null;
  running: WorkerStatus["running"];
  last: PassStatus | null;
  /** The store could not be read: whatever is due waits for the next look. */
  blind: boolean;
  /** Calls off the look that a push asked for. */
  gathering: (() => void) | null;
  /** Calls off the end of the rest after a pass over what was pushed. */
  resting: (() => void) | null;
  turn: Promise<void>;
  wake: () => void;
  cancel: () => void;
  stopped: boolean;
}

export function openWorker(deps: WorkerDeps): Worker {
  const state: State = {
    agenda: null,
    retry: null,
    failures: 0,
    pause: null,
    running: null,
    last: null,
    blind: false,
    gathering: null,
    resting: null,
    turn: Promise.resolve(),
    wake: () => {},
    cancel: () => {},
    stopped: false,
  };
  const wake = (): void => {
    state.cancel();
    if (state.stopped) return;
    state.turn = state.turn.then(() => takeTurn(deps, state)).then(() => arm());
  };
  const arm = (): void => {
    if (state.stopped) return;
    state.cancel();
    state.cancel = deps.timer.after(pauseBefore(deps, state), wake);
  };
  state.wake = wake;
  wake();
  return {
    wake,
    pushed() {
      if (state.stopped || state.gathering !== null) return;
      state.gathering = deps.timer.after(gatherMs, () => {
        state.gathering = null;
        wake();
      });
    },
    status: () => statusOf(deps, state),
    async stop() {
      state.stopped = true;
      state.cancel();
      state.gathering?.();
      state.resting?.();
      await state.turn;
    },
  };
}

const nowOf = ({ clock }: Pick<WorkerDeps, "clock">): number => Date.parse(clock.now());

function pauseBefore(deps: WorkerDeps, state: State): number {
  if (state.blind) return pollMs;
  const now = nowOf(deps);
  const times = [state.agenda?.due(now) ?? null, state.retry?.at ?? null].filter((at) => at !== null);
  return Math.max(0, Math.min(pollMs, ...(state.pause === null ? times.map((at) => at - now) : [])));
}

/** Runs all there is to run now. A store that can't be read is looked at again at the next turn. */
async function takeTurn(deps: WorkerDeps, state: State): Promise<void> {
  try {
    while (await takeStep(deps, state));
    state.blind = false;
  } catch (error) {
    state.blind = true;
    deps.log.error({ server: deps.server, code: error instanceof AppError ? error.code : "unexpected" }, "the service could not look");
  }
}

/** False when there is nothing to run. */
async function takeStep(deps: WorkerDeps, state: State): Promise<boolean> {
  if (state.stopped) return false;
  state.agenda ??= await recall(deps, state);
  const wanted = await choose(deps, state);
  if (wanted === null || state.stopped) return false;
  const due = state.agenda.due(nowOf(deps));
  if (await isDoneElsewhere(deps, state.retry, due, wanted)) forget(deps, state, wanted);
  else await run(deps, state, wanted);
  return true;
}

function forget(deps: WorkerDeps, state: State, { trigger, scope }: Wanted): void {
  state.retry = null;
  if (trigger === "schedule" && scope === null) state.agenda?.begun(nowOf(deps));
}

/** What a former process of the service left: when it last ran everything, and a run that it did not end. */
async function recall(deps: WorkerDeps, state: State): Promise<Agenda> {
  const { server, store, schedule } = deps;
  const runs = await store.runs(server, runsBack);
  const whole = runs.filter(({ scope }) => scope === null);
  const [latest] = runs;
  if (latest !== undefined && isUnfinished(latest)) {
    const wanted = { trigger: latest.trigger === "command" ? "schedule" : latest.trigger, scope: latest.scope } as const;
    state.retry = { wanted, since: Date.parse(latest.startedAt), at: nowOf(deps) };
  }
  state.last = latest?.status === "held" ? "held" : null;
  return openAgenda(schedule, whole.find(({ trigger }) => trigger === "schedule") ?? whole[0] ?? null, nowOf(deps));
}

/** Whose process died, or was stopped by the service's end; what somebody interrupted at a terminal is theirs to take up. */
function isUnfinished({ status, trigger }: Run): boolean {
  return status === "running" || (status === "interrupted" && trigger !== "command");
}

async function choose(deps: WorkerDeps, state: State): Promise<Wanted | null> {
  const { pause, ...requests } = await deps.store.loadDecisions(deps.server, deps.clock.today());
  state.pause = pause;
  const now = nowOf(deps);
  const { retry, resting } = state;
  return chooseRun({ due: state.agenda?.due(now) ?? null, retry, requests, resting: resting !== null, pause }, now);
}

async function run(deps: WorkerDeps, state: State, wanted: Wanted): Promise<void> {
  const now = nowOf(deps);
  const since = state.retry?.since ?? state.agenda?.due(now) ?? now;
  if (wanted.trigger === "schedule" && wanted.scope === null) state.agenda?.begun(now);
  state.retry = null;
  state.running = { ...wanted, since: deps.clock.now() };
  try {
    const report = await deps.pass({ by: "campus serve", ...wanted });
    if (wanted.scope === null) state.last = report.status;
    settle(deps, state, { wanted, since: Math.min(since, now) }, report.error);
  } catch (error) {
    if (!(error instanceof AppError)) deps.log.error({ server: deps.server, detail: String(error) }, "unexpected failure of a pass");
    settle(
      deps,
      state,
      { wanted, since: Math.min(since, now) },
      error instanceof AppError ? error : new AppError("run.interrupted", {}, error),
    );
  } finally {
    state.running = null;
    if (wanted.trigger === "scim") rest(deps, state, nowOf(deps) - now);
  }
}

/** A burst of pushes makes few passes, and they leave the server and the store as much time as they take. */
function rest(deps: WorkerDeps, state: State, lasted: number): void {
  state.resting?.();
  state.resting = deps.timer.after(Math.min(longestRestMs, Math.max(shortestRestMs, lasted)), () => {
    state.resting = null;
    state.wake();
  });
}

/** What can't help itself (a wrong password, a missing column) waits as long as possible; the schedule goes on trying too. */
function settle(deps: WorkerDeps, state: State, tried: Pick<Retry, "wanted" | "since">, error: AppError | null): void {
  if (error === null) {
    state.failures = 0;
    return;
  }
  if (error.code === "run.busy") {
    state.retry = { ...tried, at: nowOf(deps) + busyMs, busy: true };
    return;
  }
  state.failures += 1;
  const wait = backoffMs(error.retry === "never" ? Number.MAX_SAFE_INTEGER : state.failures);
  state.retry = { ...tried, at: nowOf(deps) + wait };
  const told: { server: string; code: ErrorCode; failures: number; wait: number } = {
    server: deps.server,
    code: error.code,
    failures: state.failures,
    wait: Math.round(wait / 1000),
  };
  deps.log.warn(told, "a pass failed and is tried again later");
}

async function statusOf(deps: WorkerDeps, state: State): Promise<WorkerStatus> {
  const [latest] = await deps.store.runs(deps.server, 1);
  const now = nowOf(deps);
  const times = [state.agenda?.due(now) ?? null, state.retry?.at ?? null].filter((at) => at !== null);
  return {
    server: deps.server,
    state: stateOf(state),
    running: state.running,
    next: state.pause !== null || times.length === 0 ? null : new Date(Math.min(...times)).toISOString(),
    last: latest === undefined ? null : lastOf(latest),
    failures: state.failures,
    pause: state.pause,
  };
}

function lastOf({ id, trigger, startedAt, endedAt, status, error }: Run): NonNullable<WorkerStatus["last"]> {
  return { id, trigger, startedAt, endedAt, status, error };
}

function stateOf({ running, pause, retry, last }: State): WorkerState {
  if (running !== null) return "running";
  if (pause !== null) return "paused";
  if (retry !== null) return "waiting";
  return last === "held" ? "held" : "idle";
}
