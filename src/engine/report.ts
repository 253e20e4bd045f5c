/** What a pass tells whoever started it. */
import type { Change, ChangeKind } from "#core/change.ts";
import { countKinds } from "#core/counts.ts";
import type { AppError } from "#core/errors.ts";
import type { Problem } from "#core/problem.ts";
import type { RunDetails } from "#core/run-details.ts";
import type { Applied } from "./apply.ts";
import type { Outcome, RunStatus, SavedPlan } from "./ports.ts";

/** What a pass got from one source. */
export interface SourceState {
  readonly source: string;
  /** Instant of the reading: of the last one when nothing was read in this pass; null = never read. */
  readonly readAt: string | null;
  /** Entries read; null when nothing was. */
  readonly people: number | null;
  /** Why an optional source could not be read; null = it was. */
  readonly failure: Pick<AppError, "code" | "params"> | null;
}

/** `pending`: something is still to be done that nothing holds. */
export type PassStatus = "done" | "pending" | "held" | "interrupted" | "failed";

export interface PassReport {
  readonly runId: string;
  readonly status: PassStatus;
  /** The plan of this pass, made from fresh readings. */
  readonly plan: SavedPlan;
  /** Changes of the plan by kind, held ones included. */
  readonly counts: Partial<Record<ChangeKind, number>>;
  readonly people: number;
  readonly structures: number;
  readonly changes: number;
  readonly applied: number;
  readonly failed: number;
  readonly skipped: number;
  /** Left to wait for an approval. */
  readonly held: number;
  readonly failures: readonly Outcome[];
  /** After looking again, nothing is left to do but what is held; null when nobody looked. */
  readonly converged: boolean | null;
  /** What looking again found still to be done. */
  readonly remaining: readonly Change[];
  readonly problems: readonly Problem[];
  readonly sources: readonly SourceState[];
  readonly requests: number;
  /** Statements sent to the server's database. */
  readonly queries: number;
  readonly seconds: number;
  /** Why the run stopped early. */
  readonly error: AppError | null;
}

/** The part of a report that depends on what was applied; `applied` is null when nothing was to be. */
export interface Tally {
  readonly plan: SavedPlan;
  readonly applied: Applied | null;
  readonly held: number;
  readonly remaining: readonly Change[] | null;
}

type Settled = Pick<
  PassReport,
  "changes" | "counts" | "applied" | "failed" | "skipped" | "held" | "failures" | "converged" | "remaining" | "error"
>;

export function tally({ plan, applied, held, remaining }: Tally): Settled & { readonly status: PassStatus } {
  const outcomes = [...(applied?.outcomes.values() ?? [])];
  const count = (status: Outcome["status"]) => outcomes.filter((outcome) => outcome.status === status).length;
  const settled = {
    changes: plan.plan.changes.length,
    counts: countKinds(plan.plan.changes),
    applied: count("applied"),
    failed: count("failed"),
    skipped: count("skipped"),
    held,
    failures: outcomes.filter((outcome) => outcome.status === "failed"),
    converged: remaining === null ? null : remaining.length === 0,
    remaining: remaining ?? [],
    error: applied?.stopped ?? null,
  };
  return { ...settled, status: statusOf(settled) };
}

function statusOf({ error, failed, held, changes, applied, converged }: Settled): PassStatus {
  if (error) return error.code === "run.interrupted" || error.code === "run.fenced" ? "interrupted" : "failed";
  if (failed > 0) return "failed";
  if (held > 0) return "held";
  if (converged === false) return "pending";
  return converged === null && changes > applied ? "pending" : "done";
}

/** A run with some refused changes has ended all the same: its outcomes tell which. */
export function runStatusOf({ status, error }: Pick<PassReport, "status" | "error">): RunStatus {
  if (status === "failed") return error === null ? "done" : "failed";
  return status === "pending" ? "done" : status;
}

export function detailsOf({ counts, problems }: PassReport, measured: RunDetails): RunDetails {
  const codes: Partial<Record<Problem["code"], number>> = {};
  for (const { code } of problems) codes[code] = (codes[code] ?? 0) + 1;
  return { ...measured, changes: counts, problems: codes };
}

export function figuresOf(report: PassReport): Readonly<Record<string, number>> {
  const { people, structures, changes, applied, failed, skipped, held, requests, queries, seconds } = report;
  return { people, structures, changes, applied, failed, skipped, held, requests, queries, seconds };
}
