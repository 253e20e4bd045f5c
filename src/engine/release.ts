/** Which held changes may go: what named people approved, and nothing that was not in front of them. */
import { type Approvers, mayApprove, peopleNeeded } from "#core/approval.ts";
import { type Change, effectOf } from "#core/change.ts";
import type { GuardName } from "#core/guard-names.ts";
import type { ChangeKey } from "#core/ids.ts";
import type { Plan } from "#core/plan.ts";
import type { Approval, SavedPlan } from "./ports.ts";

/** Days after which a held plan can no longer be approved or applied (docs/RULES.md §7). */
export const planDays = 7;

/** Instants are ISO 8601 with zone. */
export function isExpired(savedAt: string, now: string): boolean {
  return Date.parse(now) - Date.parse(savedAt) > planDays * 86_400_000;
}

/** Whom the approvals of a plan name for each change that it holds. */
export function approversIn(saved: SavedPlan, approvals: readonly Approval[]): Approvers {
  const voices = voicesOf(saved, approvals);
  const held = saved.plan.changes.filter((change) => change.held !== undefined);
  return new Map(held.map((change) => [change.key, voices(change)]));
}

/** The people whose approval of this plan counts for a change. */
function voicesOf({ plan, by: requester }: SavedPlan, approvals: readonly Approval[]): (change: Change) => Set<string> {
  const needed = peopleNeeded(plan);
  return (change) => {
    const own = approvals.filter(
      ({ guards, keys }) => (change.held !== undefined && guards.includes(change.held)) || keys.includes(change.key),
    );
    return new Set(own.map(({ by }) => by).filter((by) => mayApprove(change, { by, requester, needed: needed(change) })));
  };
}

/** Changes that a pass may carry out: those no guard holds, and those that enough people released. */
export function allowedIn(plan: Plan, approvers: Approvers): Set<ChangeKey> {
  const needed = peopleNeeded(plan);
  const isReleased = (change: Change) => {
    // Only its end releases what a pause holds.
    if (change.held === "pause") return false;
    return change.held === undefined || (approvers.get(change.key)?.size ?? 0) >= needed(change);
  };
  return new Set(plan.changes.filter(isReleased).map((change) => change.key));
}

/**
 * Changes of the fresh plan that an older one shows too, with the same effect, and that no new concern holds since:
 * whom the older plan's approvals name for them.
 */
export function carriedOver(fresh: Plan, older: SavedPlan, approvals: readonly Approval[]): Approvers {
  const seen = new Map(older.plan.changes.map((change) => [change.key, change]));
  const voices = voicesOf(older, approvals);
  const carried = new Map<ChangeKey, ReadonlySet<string>>();
  for (const change of fresh.changes) {
    const old = seen.get(change.key);
    if (!old || effectOf(old) !== effectOf(change)) continue;
    const people = voices(old).union(voices(change));
    if (mayPass(change, old, people)) carried.set(change.key, people);
  }
  return carried;
}

/** Guards that no earlier approval of something else can open. */
const stubborn: readonly (GuardName | undefined)[] = [
  "identity",
  "erasure",
  "adoption",
  "sensitive-adoption",
  "source-shrunk",
  "source-missing",
  "pause",
  "rejected",
  "undone",
];

function mayPass(change: Change, old: Change, people: ReadonlySet<string>): boolean {
  if (change.held === undefined || change.held === old.held) return true;
  if (stubborn.includes(change.held)) return false;
  // Who approved a first run saw all of it: the limits that apply from the second run on count the same arrivals.
  return old.held === "first-run" || people.size > 0;
}
