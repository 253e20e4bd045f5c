/** The plan of one pass: every change that would be made to one server, each with its reason. */
import type { Change, ChangeKind } from "./change.ts";
import type { GuardName } from "./guard-names.ts";
import type { Day } from "./ids.ts";
import type { LedgerWrite } from "./ledger.ts";
import type { Problem } from "./problem.ts";

/** What a guard counted. `held` keeps the kinds it watches, and what depends on them, until somebody approves. */
export interface Verdict {
  readonly name: GuardName;
  readonly value: number;
  readonly limit: number;
  readonly verdict: "ok" | "held";
  /** Structure or source a per-item guard speaks of. */
  readonly subject?: string;
}

export interface Plan {
  readonly server: string;
  readonly today: Day;
  /** In the order of execution: structures, accounts, joins, levels, children, closings, removals, exits. */
  readonly changes: readonly Change[];
  readonly guards: readonly Verdict[];
  readonly problems: readonly Problem[];
  /** Written when the plan is applied, held or not; never counted as changes. */
  readonly bookkeeping: readonly LedgerWrite[];
}

export function countKinds(changes: readonly Change[]): Partial<Record<ChangeKind, number>> {
  const counts: Partial<Record<ChangeKind, number>> = {};
  for (const change of changes) counts[change.kind] = (counts[change.kind] ?? 0) + 1;
  return counts;
}
