/** Changes that somebody said no to: they stay held in every later plan that would do the very same. */
import { type Change, effectOf } from "./change.ts";
import type { ChangeKey } from "./ids.ts";
import type { LeavingCause } from "./ledger.ts";

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
  /** Run that was undone. */
  readonly undoes?: string;
  /** Instants; `until` null: until somebody releases it. */
  readonly at: string;
  readonly until: string | null;
}

/** For a hold that stops its key whatever would be done under it. */
export const anyEffect = "";

/** For a hold that stops a departure for the same cause; for another cause it is another departure. */
export function effectByCause(cause: LeavingCause): string {
  return `cause:${cause}`;
}

function isStopped(change: Change, effect: string): boolean {
  if (effect === anyEffect || effect === effectOf(change)) return true;
  return "cause" in change && change.cause !== null && effect === effectByCause(change.cause);
}

/** What opens a room wider than policy is closed again, whatever was undone there before. */
const isSafety = (change: Change): boolean => change.reason.code === "drift-wider";

/** Keys of these changes that a standing hold of that cause stops. */
export function stoppedBy(holds: readonly StandingHold[], cause: StandingCause, changes: readonly Change[]): ReadonlySet<ChangeKey> {
  const own = new Map(holds.filter((hold) => hold.cause === cause).map((hold) => [hold.key, hold.effect]));
  if (own.size === 0) return new Set();
  const stopped = changes.filter((change) => {
    const effect = own.get(change.key);
    return effect !== undefined && isStopped(change, effect) && !(cause === "undone" && isSafety(change));
  });
  return new Set(stopped.map((change) => change.key));
}
