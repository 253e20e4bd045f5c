/** What a run leaves behind for the history, besides its totals. */
import type { ChangeKind } from "./change.ts";
import type { ProblemCode } from "./problem.ts";

/** Parts of a run, in their order. */
export const passPhases = ["read", "observe", "plan", "apply", "verify"] as const;
export type PassPhase = (typeof passPhases)[number];

export interface RunDetails {
  /** Seconds, and requests to the Matrix server, of each part that was reached. */
  readonly seconds: Readonly<Partial<Record<PassPhase, number>>>;
  readonly requests: Readonly<Partial<Record<PassPhase, number>>>;
  /** Changes of the plan by kind, problems by code. */
  readonly changes: Readonly<Partial<Record<ChangeKind, number>>>;
  readonly problems: Readonly<Partial<Record<ProblemCode, number>>>;
}

export const noDetails: RunDetails = { seconds: {}, requests: {}, changes: {}, problems: {} };
