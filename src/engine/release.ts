/** Which held changes may go: what named people approved, and nothing that was not in front of them. */
import type { Change } from "#core/change.ts";
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

/** Changes of this plan that a pass may carry out: those no guard holds, and those released by its approvals. */
export function allowedBy(plan: Plan, approvals: readonly Approval[]): Set<ChangeKey> {
  return new Set(plan.changes.filter((change) => isReleased(change, approvals)).map((change) => change.key));
}

function isReleased(change: Change, approvals: readonly Approval[]): boolean {
  const { held, key } = change;
  if (held === undefined) return true;
  const approvers = new Set(approvals.filter((one) => one.guards.includes(held) || one.keys.includes(key)).map((one) => one.by));
  // An identity that moves needs two people (docs/RULES.md §12.5).
  return approvers.size >= (held === "identity" ? 2 : 1);
}

/**
 * Changes of the fresh plan that an older plan's approvals still allow: the same change, with the same effect.
 * One that a new concern holds since then waits for a new approval.
 */
export function carriedOver(fresh: Plan, older: Plan, approvals: readonly Approval[]): Set<ChangeKey> {
  const seen = new Map(older.changes.map((change) => [change.key, change]));
  const allowed = allowedBy(older, approvals);
  const kept = fresh.changes.filter((change) => {
    const old = seen.get(change.key);
    return old !== undefined && allowed.has(change.key) && sameEffect(old, change) && mayPass(change, old, approvals);
  });
  return new Set(kept.map((change) => change.key));
}

/** Guards that no earlier approval of something else can open. */
const stubborn: readonly (GuardName | undefined)[] = ["identity", "source-shrunk"];

function mayPass(change: Change, old: Change, approvals: readonly Approval[]): boolean {
  if (change.held === undefined || change.held === old.held || isReleased(change, approvals)) return true;
  if (stubborn.includes(change.held)) return false;
  // Who approved a first run saw all of it: the limits that apply from the second run on count the same arrivals.
  return old.held === "first-run" || approvals.some((one) => one.keys.includes(change.key));
}

/** Whether two changes of one key would leave the server in the same state; reasons, dates and the way in may differ. */
function sameEffect(a: Change, b: Change): boolean {
  return effectOf(a) === effectOf(b);
}

const incidental: ReadonlySet<string> = new Set(["reason", "held", "before", "way", "due", "cause"]);

function effectOf(change: Change): string {
  return JSON.stringify(change, (name, value: unknown) => (incidental.has(name) ? undefined : value));
}
