/** What the inverse of a change is found from, and the two answers there are: changes that take it back, or why nothing does. */
import type { Change } from "./change.ts";
import type { ChangeKey, PersonKey, UserId } from "./ids.ts";
import type { LedgerAccount } from "./ledger.ts";
import type { ObservedAccount } from "./observed.ts";
import { type Problem, type ProblemCode, problem } from "./problem.ts";
import type { Reason } from "./reason.ts";
import type { World } from "./world.ts";

/** Who undoes which run, and why; kept in the plan. */
export interface Undoing {
  readonly run: string;
  readonly by: string;
  readonly why: string;
  /** Passes would do it again, so that is held. False: the run was itself an undo, and what it took back is given back to them. */
  readonly again: boolean;
}

export interface Ground {
  readonly world: World;
  readonly undoing: Undoing;
  /** Why each inverse is made. */
  readonly reason: Reason;
  /** An undo of the same run was begun before: what the server shows as it was may still have to be written down. */
  readonly resumes: boolean;
  /** Changes of a run that died: campus may not have written down what the server shows of them. */
  readonly unsure: ReadonlySet<ChangeKey>;
  /** Whose account the same plan unlocks. */
  readonly opening: ReadonlySet<PersonKey>;
  /** Whose link the same plan gives back: they bear a login that somebody else had before. */
  readonly unlinking: ReadonlySet<PersonKey>;
}

export type UndoProblem = Extract<ProblemCode, `undo-${string}`>;

/** No change: nothing is left of it already. */
export type Inverse = { readonly changes: readonly Change[] } | { readonly told: UndoProblem };

export const told = (code: UndoProblem): Inverse => ({ told: code });
export const by = (...changes: readonly Change[]): Inverse => ({ changes });
export const changedSince = told("undo-changed-since");
export const unwritable = told("undo-unwritable");

interface Sides<T> {
  readonly before: T;
  readonly after: T;
}

/** As the run left it, or put back by an undo that died before it could write that down. */
export function isSo<T>(
  { resumes }: Pick<Ground, "resumes">,
  { before, after }: Sides<T>,
  now: { readonly seen: T; readonly row: T },
): boolean {
  return now.seen === after || (resumes && now.seen === before && now.row === after);
}

/** Changed by somebody, unless an undo that died has put it back. */
export function gone<T>({ resumes }: Ground, seen: T, before: T): Inverse {
  return resumes && seen === before ? by() : changedSince;
}

/** The account of a change, when it is still the person's and still on the server. */
export function accountOf(
  { world }: Pick<Ground, "world">,
  { person, userId }: { readonly person: PersonKey; readonly userId: UserId },
): { readonly row: LedgerAccount; readonly seen: ObservedAccount } | null {
  const row = world.ledger.accounts.get(person);
  const seen = world.observed.accounts.get(userId);
  return row === undefined || row.userId !== userId || seen === undefined || seen.deactivated ? null : { row, seen };
}

export function isAlive({ state }: Pick<LedgerAccount, "state">): boolean {
  return state === "open" || state === "leaving";
}

/** Nothing is shown again of somebody whom the directory now has on the red list. */
export function isOnRedList({ world }: Pick<Ground, "world">, person: PersonKey): boolean {
  return world.directory.people.get(person)?.redList === true;
}

export function tell(change: Change, code: UndoProblem, { run }: Undoing, more: Readonly<Record<string, string>> = {}): Problem {
  return problem(code, subjectOf(change), { run, change: change.kind, ...detailsOf(change), ...more });
}

/** The room, else the person. */
function subjectOf(change: Change): string {
  if ("room" in change) return change.room;
  if ("spec" in change) return change.spec.room;
  return "space" in change ? (change.child ?? change.space) : change.person;
}

/** What tells two changes of one kind and subject apart. */
function detailsOf(change: Change): Readonly<Record<string, string>> {
  if ("userId" in change) return { userId: change.userId };
  if ("space" in change) return { space: change.space };
  return "setting" in change ? { setting: change.setting } : {};
}
