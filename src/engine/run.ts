/** The frame of every pass: one at a time per server, recorded from its first to its last instant. */
import { AppError } from "#core/errors.ts";
import type { RunDetails } from "#core/run-details.ts";
import type { Scope } from "#core/scope.ts";
import type { PassDeps } from "./deps.ts";
import { mergeKept } from "./emergency.ts";
import { openMeter } from "./meter.ts";
import type { Run, Trigger } from "./ports.ts";
import { detailsOf, figuresOf, type PassReport, runStatusOf } from "./report.ts";

/** What a body hands back; the frame adds the run, the requests and the time. */
export type Body = Omit<PassReport, "runId" | "requests" | "queries" | "seconds">;

/** Who or what starts a pass, and the part of it that is wanted; everything, by a command, unless told otherwise. */
export interface PassStart {
  /** Operating-system user or session. */
  readonly by: string;
  readonly trigger?: Trigger;
  readonly scope?: Scope | null;
  /** Run that is taken back. */
  readonly undoes?: string;
}

/** Throws `run.busy`, and whatever `body` throws; the run then keeps the error. `body` works with the deps it is given. */
export async function runPass(
  given: PassDeps,
  { by, trigger = "command", scope = null, undoes }: PassStart,
  body: (run: Run, deps: PassDeps) => Promise<Body>,
): Promise<PassReport> {
  const lock = await given.store.lock(given.server, by);
  try {
    const meter = openMeter(given);
    const deps = { ...given, store: lock.store, lost: lock.lost, watch: meter.watch };
    if (given.kept !== undefined) await mergeKept({ ...deps, kept: given.kept });
    const startedAt = deps.clock.now();
    const start = { server: deps.server, today: deps.clock.today(), startedAt, by, trigger, scope };
    const run = await deps.store.startRun(undoes === undefined ? start : { ...start, undoes });
    deps.log.info({ run: run.id, server: deps.server, trigger, part: scope !== null }, "pass started");
    const { reader } = deps.homeserver;
    const [requests, queries] = [reader.requests(), reader.queries()];
    const done = await recordFailure(deps, run, meter.read, () => body(run, deps));
    const endedAt = deps.clock.now();
    // A clock set back meanwhile: a pass takes no negative time.
    const seconds = Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
    const sent = { requests: reader.requests() - requests, queries: reader.queries() - queries };
    const report: PassReport = { ...done, runId: run.id, ...sent, seconds };
    const { error } = report;
    const kept = error && { code: error.code, params: error.params };
    const details = detailsOf(report, meter.read());
    await deps.store.finishRun(run.id, { status: runStatusOf(report), endedAt, figures: figuresOf(report), error: kept, details });
    deps.log.info({ run: run.id, status: report.status, ...figuresOf(report) }, "pass ended");
    await deps.herald?.passEnded(run, report);
    return report;
  } finally {
    await lock.release();
    // After the lock: a mail server that is slow holds no pass up.
    await given.herald?.deliver();
  }
}

async function recordFailure<T>(deps: PassDeps, run: Run, measured: () => RunDetails, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    const kept = error instanceof AppError ? { code: error.code, params: error.params } : null;
    deps.log.error({ run: run.id, code: kept?.code ?? "unexpected" }, "pass failed");
    const end = { status: "failed", endedAt: deps.clock.now(), figures: {}, error: kept, details: measured() } as const;
    // A store that is gone can't record it: the first error is the one to tell.
    await deps.store.finishRun(run.id, end).catch(() => deps.log.error({ run: run.id }, "failure of the pass could not be recorded"));
    await deps.herald?.passFailed(run, error);
    throw error;
  }
}
