/** The frame of every pass: one at a time per server, recorded from its first to its last instant. */
import { AppError } from "#core/errors.ts";
import type { PassDeps } from "./deps.ts";
import type { Run } from "./ports.ts";
import { figuresOf, type PassReport, runStatusOf } from "./report.ts";

/** What a body hands back; the frame adds the run, the requests and the time. */
export type Body = Omit<PassReport, "runId" | "requests" | "seconds">;

/** Throws `run.busy`, and whatever `body` throws; the run then keeps the error. */
export async function runPass(deps: PassDeps, by: string, body: (run: Run) => Promise<Body>): Promise<PassReport> {
  const lock = await deps.store.lock(deps.server, by);
  try {
    const startedAt = deps.clock.now();
    const run = await deps.store.startRun({ server: deps.server, today: deps.clock.today(), startedAt, by });
    deps.log.info({ run: run.id, server: deps.server }, "pass started");
    const requests = deps.homeserver.reader.requests();
    const done = await recordFailure(deps, run, () => body(run));
    const endedAt = deps.clock.now();
    const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
    const report: PassReport = { ...done, runId: run.id, requests: deps.homeserver.reader.requests() - requests, seconds };
    const { error } = report;
    const kept = error && { code: error.code, params: error.params };
    await deps.store.finishRun(run.id, { status: runStatusOf(report), endedAt, figures: figuresOf(report), error: kept });
    deps.log.info({ run: run.id, status: report.status, ...figuresOf(report) }, "pass ended");
    return report;
  } finally {
    await lock.release();
  }
}

async function recordFailure<T>(deps: PassDeps, run: Run, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    const kept = error instanceof AppError ? { code: error.code, params: error.params } : null;
    deps.log.error({ run: run.id, code: kept?.code ?? "unexpected" }, "pass failed");
    const end = { status: "failed", endedAt: deps.clock.now(), figures: {}, error: kept } as const;
    // A store that is gone can't record it: the first error is the one to tell.
    await deps.store.finishRun(run.id, end).catch(() => deps.log.error({ run: run.id }, "failure of the pass could not be recorded"));
    throw error;
  }
}
