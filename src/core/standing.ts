/** Changes that somebody said no to: they stay held in every later plan that would do the very same. */
import type { Change } from "./change.ts";
import type { ChangeKey } from "./ids.ts";

/** `rejected`: refused when a guard held it. `undone`: taken back after it was done. */
export type StandingCause = "rejected" | "undone";

export interface StandingHold {
  readonly key: ChangeKey;
  /** What the change would do, as `effectOf` says it: another effect under the same key is another situation. */
  readonly effect: string;
  readonly cause: StandingCause;
  /** Operating-system user or session; `label` is what they typed. */
  readonly by: string;
  readonly label: string;
  readonly comment: string;
  /** Instants; `until` null: until somebody releases it. */
  readonly at: string;
  readonly until: string | null;
}

const incidental: ReadonlySet<string> = new Set(["reason", "held", "before", "way", "due", "cause"]);

/** Two changes of one key with the same effect would leave the server in the same state; reasons, dates and the way in may differ. */
export function effectOf(change: Change): string {
  return JSON.stringify(change, (name, value: unknown) => (incidental.has(name) ? undefined : value));
}

/** Keys of these changes that a standing hold of that cause stops. */
export function stoppedBy(holds: readonly StandingHold[], cause: StandingCause, changes: readonly Change[]): ReadonlySet<ChangeKey> {
  const own = new Map(holds.filter((hold) => hold.cause === cause).map((hold) => [hold.key, hold.effect]));
  if (own.size === 0) return new Set();
  const stopped = changes.filter((change) => own.has(change.key) && own.get(change.key) === effectOf(change));
  return new Set(stopped.map((change) => change.key));
}
