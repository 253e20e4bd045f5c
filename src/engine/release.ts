/** Which held changes may go: what named people approved, and nothing that was not in front of them. */
import { type Change, effectOf } from "#core/change.ts";
import type { GuardName } from "#core/guard-names.ts";
import type { ChangeKey } from "#core/ids.ts";
import type { Plan } from "#core/plan.ts";
import type { Approval } from "./ports.ts";

/** Days after which a held plan can no longer be approved or applied (docs/RULES.md §7). */
export const planDays = 7;

/** Instants are ISO 8601 with zone. */
export function isExpired(savedAt: string, now: string): boolean {
  return Date.parse(now) - Date.parse(savedAt) > planDays * 86_400_000;
}

/** People who released each change, by its key. */
export type Approvers = ReadonlyMap<ChangeKey, ReadonlySet<string>>;

/** Whom the approvals of a plan name for each change that it holds. */
export function approversIn(plan: Plan, approvals: readonly Approval[]): Approvers {
  const held = plan.changes.filter((change) => change.held !== undefined);
  return new Map(held.map((change) => [change.key, approversOf(change, approvals)]));
}

function approversOf({ held, key }: Change, approvals: readonly Approval[]): Set<string> {
  const own = approvals.filter((one) => (held !== undefined && one.guards.includes(held)) || one.keys.includes(key));
  return new Set(own.map((one) => one.by));
}

/** Changes that a pass may carry out: those no guard holds, and those that enough people released. */
export function allowedIn(plan: Plan, approvers: Approvers): Set<ChangeKey> {
  return new Set(plan.changes.filter((change) => isReleased(change, approvers)).map((change) => change.key));
}

function isReleased({ held, key }: Change, approvers: Approvers): boolean {
  // Only the end of the pause releases it.
  if (held === "pause") return false;
  // An identity that moves needs two people (docs/RULES.md §12.5).
  return held === undefined || (approvers.get(key)?.size ?? 0) >= (held === "identity" ? 2 : 1);
}

/**
 * Changes of the fresh plan that an older one shows too, with the same effect, and that no new concern holds since:
 * whom the older plan's approvals name for them.
 */
export function carriedOver(fresh: Plan, older: Plan, approvals: readonly Approval[]): Approvers {
  const seen = new Map(older.changes.map((change) => [change.key, change]));
  const carried = new Map<ChangeKey, ReadonlySet<string>>();
  for (const change of fresh.changes) {
    const old = seen.get(change.key);
    if (old && sameEffect(old, change) && mayPass(change, old, approvals))
      carried.set(change.key, approversOf(old, approvals).union(approversOf(change, approvals)));
  }
  return carried;
}

/** Guards that no earlier approval of something else can open. */
const stubborn: readonly (GuardName | undefined)[] = ["identity", "source-shrunk", "source-missing", "pause"];

function mayPass(change: Change, old: Change, approvals: readonly Approval[]): boolean {
  if (change.held === undefined || change.held === old.held) return true;
  if (stubborn.includes(change.held)) return false;
  // Who approved a first run saw all of it: the limits that apply from the second run on count the same arrivals.
  return old.held === "first-run" || approversOf(change, approvals).size > 0;
}

/** Whether two changes of one key would leave the server in the same state; reasons, dates and the way in may differ. */
function sameEffect(a: Change, b: Change): boolean {
  return effectOf(a) === effectOf(b);
}
