/** Whose yes counts for a held change, and how many people must say it (docs/RULES.md §7, §12). */
import type { Change } from "./change.ts";
import { isSensitiveAdoption } from "./guard-adoption.ts";
import { isDestructive } from "./guard-kinds.ts";
import type { ChangeKey } from "./ids.ts";
import { localpartOf } from "./naming.ts";
import type { Plan } from "./plan.ts";

/** Held changes that take something away: above this many in one plan and the hour before it, two people approve each of them. */
export const twoPeopleAbove = 200;

/** How many people must approve a held change of this plan. */
export function peopleNeeded(plan: Pick<Plan, "changes" | "released">): (change: Change) => 1 | 2 {
  let destructive = plan.released ?? 0;
  for (const change of plan.changes) if (change.held !== undefined && isDestructive(change)) destructive += 1;
  const many = destructive > twoPeopleAbove;
  return (change) => (isForTwo(change) || isOfSensitiveAdoption(change) || (many && isDestructive(change)) ? 2 : 1);
}

/** What decides who enters an account, and what nobody can take back. */
function isForTwo(change: Change): boolean {
  return change.kind === "identity.link" || change.held === "identity" || change.held === "erasure";
}

/** The rooms of such a structure show their members alone what is said there: one person doesn't open them to a whole structure. */
function isOfSensitiveAdoption(change: Change): boolean {
  return isSensitiveAdoption(change) || change.held === "sensitive-adoption";
}

export interface Voice {
  /** Operating-system user or session. */
  readonly by: string;
  /** Who started the pass that made the plan. */
  readonly requester: string;
  readonly needed: 1 | 2;
}

/** Nobody decides about themselves; where two people are needed, neither is the one who asked. */
export function mayApprove(change: Change, { by, requester, needed }: Voice): boolean {
  if (isAbout(change, by)) return false;
  return needed === 1 || (!isSame(by, requester) && !isSame(by, String(change.reason.params.by ?? "")));
}

/** The account of this change bears the login that somebody signs in with. */
function isAbout(change: Change, by: string): boolean {
  if (!("userId" in change)) return false;
  const own = localpartOf(by);
  return own !== null && change.userId.startsWith(`@${own}:`);
}

function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** Who released each change, by its key. */
export type Approvers = ReadonlyMap<ChangeKey, ReadonlySet<string>>;
