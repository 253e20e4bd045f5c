/** What the store keeps of runs, plans and approvals. */
import type { ChangeKind } from "#core/change.ts";
import type { ErrorCode } from "#core/errors.ts";
import type { GuardName } from "#core/guard-names.ts";
import type { Weight } from "#core/guard-weights.ts";
import type { ChangeKey, Day } from "#core/ids.ts";
import type { Plan } from "#core/plan.ts";
import type { RunDetails } from "#core/run-details.ts";
import type { Scope } from "#core/scope.ts";
import type { Refusal } from "./homeserver-ports.ts";

/** What started a run. */
export type Trigger = "command" | "schedule" | "refresh" | "scim" | "undo";

export type RunStatus = "running" | "done" | "held" | "failed" | "interrupted";

export interface Run {
  readonly id: string;
  readonly server: string;
  readonly today: Day;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly by: string;
  readonly trigger: Trigger;
  /** The part that was asked for, as it was asked; null = everything. */
  readonly scope: Scope | null;
  /** The run that this one takes back; null: it is a pass. */
  readonly undoes: string | null;
  readonly status: RunStatus;
  readonly planId: string | null;
  readonly figures: Readonly<Record<string, number>>;
  readonly details: RunDetails;
  readonly error: { readonly code: ErrorCode; readonly params: Readonly<Record<string, string | number>> } | null;
}

/** A command's run of everything, unless told otherwise. */
export type RunStart = Pick<Run, "server" | "today" | "startedAt" | "by"> &
  Partial<Pick<Run, "trigger" | "scope" | "undoes">> & {
    /** Beside the pass that may be running: it takes no lock and says nothing of that pass. */
    readonly beside?: boolean;
  };
export type RunEnd = Pick<Run, "status" | "endedAt" | "figures" | "error"> & Partial<Pick<Run, "details">>;

export type OutcomeStatus = "applied" | "skipped" | "failed" | "held";
export interface Outcome {
  readonly key: ChangeKey;
  readonly kind: ChangeKind;
  readonly status: OutcomeStatus;
  readonly refusal: Refusal | null;
  /** What sliding guards count it as; absent or null for what they don't count. */
  readonly weight?: Weight | null;
}

export interface SavedPlan {
  readonly id: string;
  readonly sha256: string;
  readonly savedAt: string;
  /** Who started the run that made it. */
  readonly by: string;
  readonly plan: Plan;
}

/** Who released what: whole guards, or single changes by key. `by` is the operating-system user or session; `label` what they typed. */
export interface Approval {
  readonly planId: string;
  readonly by: string;
  readonly label: string;
  readonly comment: string;
  readonly at: string;
  readonly guards: readonly GuardName[];
  readonly keys: readonly ChangeKey[];
}
