/** Accounts: create, adopt, identity, and every move between states. */
import type { AccountChanges } from "./account-changes.ts";
import type { MoveAccount } from "./change.ts";
import { bearersOf } from "./conflicts.ts";
import { desireAccount } from "./desire.ts";
import { keepLink } from "./diff-links.ts";
import { moveIdentity } from "./diff-moves.ts";
import { keepInSync } from "./diff-profile.ts";
import type { Person } from "./directory.ts";
import { survivorsOf } from "./duplicates.ts";
import { firstWrite } from "./first-write.ts";
import { changeKey, type Day, type PersonKey } from "./ids.ts";
import type { AccountState, LedgerAccount, LedgerWrite } from "./ledger.ts";
import type { AccountWish } from "./lifecycle.ts";
import { takenMail } from "./mails.ts";
import { isFormer } from "./moves.ts";
import type { ObservedAccount } from "./observed.ts";
import { type Problem, problem } from "./problem.ts";
import { hasLivingAccount, type World } from "./world.ts";

export function diffAccounts(world: World): AccountChanges {
  const result: AccountChanges = { changes: [], problems: [], bookkeeping: [] };
  for (const key of world.keys) diffAccount(world, key, result);
  return result;
}

function diffAccount(world: World, key: PersonKey, result: AccountChanges): void {
  const account = world.ledger.accounts.get(key);
  const person = world.directory.people.get(key);
  const wish = world.wishes.get(key);
  if (wish === undefined) return;
  if (wish.state === "conflict") tellConflict(world, key, result);
  else if (account === undefined) newcomer(world, person, wish, result);
  else diffKnown(world, { account, person, wish }, result);
}

interface Own {
  readonly account: LedgerAccount;
  readonly person: Person | undefined;
  readonly wish: AccountWish;
}

function diffKnown(world: World, { account, person, wish }: Own, result: AccountChanges): void {
  noteAbsence(world, account.person, person, result.bookkeeping);
  const moving = world.moves.moving.get(account.person);
  if (moving !== undefined && person !== undefined && hasLivingAccount(wish)) {
    result.changes.push(...moveIdentity(world, person, moving));
    return;
  }
  const observed = world.observed.accounts.get(account.userId);
  if (observed === undefined) {
    lost(world, { account, person, wish }, result);
    return;
  }
  if (account.intended) result.bookkeeping.push({ kind: "account.set", account: { ...account, intended: false } });
  moveAccount(world, { account, wish, observed }, result);
  if (person !== undefined && hasLivingAccount(wish)) keepInSync(world, { account, person, observed }, result);
  keepLink(world, account, { person, wish, observed }, result);
}

function tellConflict({ conflicts, logins }: World, key: PersonKey, { problems }: AccountChanges): void {
  const conflict = conflicts.get(key) ?? logins.blocked.get(key);
  if (conflict) problems.push(conflict);
}

/** Until the change is approved, whoever signs in with a login that changed hands enters its former bearer's account. */
function newcomer(world: World, person: Person | undefined, wish: AccountWish, { changes, problems }: AccountChanges): void {
  if (person === undefined || wish.state === "none") return;
  const change = firstWrite(world, person, wish);
  changes.push(change);
  const userId = world.logins.elsewhere.get(person.key);
  if (userId !== undefined && change.kind === "account.create")
    problems.push(problem("login-reused", person.key, { login: person.login, userId }, "error"));
}

/** In the ledger, not on the server: announced and never written (create it now), or deleted behind our back. */
function lost(world: World, { account, person, wish }: Own, result: AccountChanges): void {
  if (account.intended && person !== undefined && hasLivingAccount(wish)) result.changes.push(firstWrite(world, person, wish));
  else if (!account.intended) result.problems.push(problem("account-missing", account.person, { userId: account.userId }, "error"));
}

const moveTo = {
  open: "account.stay",
  leaving: "account.leaving",
  locked: "account.lock",
  deactivated: "account.deactivate",
  erased: "account.erase",
} as const satisfies Record<AccountState, MoveAccount["kind"]>;

interface Moving {
  readonly account: LedgerAccount;
  readonly wish: AccountWish;
  readonly observed: ObservedAccount;
}

function moveAccount(world: World, { account, wish, observed }: Moving, result: AccountChanges): void {
  const after = wish.state as AccountState;
  const back = (after === "open" || after === "leaving") && (account.state === "locked" || account.state === "deactivated");
  const kind = back ? (account.state === "locked" ? "account.unlock" : "account.reactivate") : moveTo[after];
  const same = account.state === after && (after !== "leaving" || (account.due === wish.due && account.cause === wish.cause));
  const { cause, since, due } = account;
  if (same) {
    takeOver(account, { ...wish, since: world.today }, result);
    reportOutside(account, observed, result);
    if (wish.reason.code === "erased-returned")
      result.problems.push(problem("account-erased-returned", account.person, { userId: account.userId }));
    return;
  }
  const mail = kind === "account.reactivate" ? mailBack(world, account, result) : account.mail;
  result.changes.push({
    kind,
    key: changeKey(`${kind}:${account.person}`),
    person: account.person,
    userId: account.userId,
    before: account.state,
    after,
    cause: wish.cause,
    due: wish.due,
    ...(mail === account.mail ? {} : { mail }),
    ...intoOf(world, account.person, wish),
    was: { cause, since, due },
    reason: wish.reason,
  });
}

/** Deactivation gave the address up: the directory's is written if it is free, and nobody waits for one that is not. */
function mailBack(world: World, { person }: LedgerAccount, { problems }: AccountChanges): string | null {
  const mail = desireAccount(world, person)?.mail ?? null;
  const claimed = mail === null ? null : claimedMail(world, person, mail);
  if (claimed === null) return mail;
  problems.push(claimed);
  return null;
}

function claimedMail(world: World, person: PersonKey, mail: string): Problem | null {
  const bearers = bearersOf(world, mail).map(({ key }) => key);
  if (bearers.length > 1) return problem("mail-shared", person, { mail, people: bearers.join(", ") });
  return takenMail(world, person, mail, world.mails());
}

function intoOf({ decisions }: World, person: PersonKey, { cause }: AccountWish): { readonly into?: PersonKey } {
  const into = cause === "merged" ? survivorsOf(decisions.merges).get(person) : undefined;
  return into === undefined ? {} : { into };
}

/** An operator's lock that the source itself would now make: from this day on it is the source's, and its months are counted. */
function takeOver(
  account: LedgerAccount,
  { state, cause, since }: Pick<AccountWish, "state" | "cause"> & { readonly since: Day },
  { bookkeeping }: AccountChanges,
): void {
  if (state !== "locked" || cause === account.cause) return;
  bookkeeping.push({ kind: "account.set", account: { ...account, intended: false, cause, since } });
}

/** Somebody locked or deactivated the account by other means: told, never fought. */
function reportOutside(account: LedgerAccount, observed: ObservedAccount, result: AccountChanges): void {
  const living = account.state === "open" || account.state === "leaving";
  if (living && observed.deactivated)
    result.problems.push(problem("account-deactivated-outside", account.person, { userId: account.userId }, "error"));
  else if (living && observed.locked) result.problems.push(problem("account-locked-outside", account.person, { userId: account.userId }));
}

/** Counts complete fresh reads without the person; a reading that failed counts for nothing. */
function noteAbsence(world: World, key: PersonKey, person: Person | undefined, bookkeeping: LedgerWrite[]): void {
  const absence = world.ledger.absences.get(key);
  // Not expected in any source.
  const replaced = isFormer(key) || world.decisions.merges.has(key);
  if (person !== undefined || replaced) {
    if (absence !== undefined) bookkeeping.push({ kind: "absence.drop", person: key });
  } else if (world.fresh && (absence === undefined || absence.reads < world.policy.delays.vanishedReads)) {
    const since = absence?.since ?? world.today;
    bookkeeping.push({ kind: "absence.set", person: key, absence: { since, reads: (absence?.reads ?? 0) + 1 } });
  }
}
