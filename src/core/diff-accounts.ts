/** Accounts: create, adopt, rename, mail, identity, and every move between states. */
import type { Change, Listing, MoveAccount } from "./change.ts";
import { bearersOf } from "./conflicts.ts";
import { authorship } from "./decisions.ts";
import { type DesiredAccount, desireAccount } from "./desire.ts";
import { holderOf, keepLink } from "./diff-links.ts";
import { moveIdentity } from "./diff-moves.ts";
import type { Person } from "./directory.ts";
import { survivorsOf } from "./duplicates.ts";
import { changeKey, type Day, type PersonKey, type UserId } from "./ids.ts";
import type { AccountState, LedgerAccount, LedgerWrite } from "./ledger.ts";
import { type AccountWish, overrideOf } from "./lifecycle.ts";
import { linkProblem } from "./links.ts";
import { takenMail } from "./mails.ts";
import { isFormer } from "./moves.ts";
import { localpartOf, userIdOf } from "./naming.ts";
import type { ObservedAccount } from "./observed.ts";
import { type Problem, problem } from "./problem.ts";
import { type Reason, reason } from "./reason.ts";
import { hasLivingAccount, type World } from "./world.ts";

export interface AccountChanges {
  readonly changes: Change[];
  readonly problems: Problem[];
  readonly bookkeeping: LedgerWrite[];
}

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

/** The user id of a person: the one recorded at creation, for ever; else made from the login. */
export function userIdFor(world: World, person: Person): UserId | null {
  const account = world.ledger.accounts.get(person.key);
  if (account !== undefined) return world.moves.moving.get(person.key)?.userId ?? account.userId;
  const localpart = localpartOf(person.login);
  return localpart === null ? null : (world.logins.elsewhere.get(person.key) ?? userIdOf(world.policy, localpart));
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

function firstWrite(world: World, person: Person, wish: AccountWish): Change {
  const userId = userIdFor(world, person) as UserId;
  const desired = desireAccount(world, person.key);
  const taken = world.observed.accounts.has(userId);
  const decided = taken ? adoptedBy(world, person, userId) : null;
  return {
    kind: taken ? "account.adopt" : "account.create",
    key: changeKey(`${taken ? "account.adopt" : "account.create"}:${person.key}`),
    person: person.key,
    userId,
    login: person.login,
    displayName: desired?.displayName ?? person.displayName,
    mail: desired?.mail ?? null,
    listed: desired?.listed ?? !person.redList,
    ...holderOf(world, person.key),
    ...(decided === null ? {} : { by: decided }),
    reason: taken ? adoptionReason(decided) : wish.reason,
  };
}

/** Who decided that the account is theirs, where its external id doesn't say so already. */
function adoptedBy({ decisions, observed }: World, { key, login }: Person, userId: UserId): string | null {
  const decision = decisions.adoptions.get(key);
  const proven = observed.accounts.get(userId)?.details?.externalIds.includes(login) === true;
  return decision?.verdict === "adopt" && decision.userId === userId && !proven ? decision.by : null;
}

function adoptionReason(by: string | null): Reason {
  return by === null ? reason("account-adopted") : reason("adoption-decided", { by });
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
  if (same) {
    takeOver(account, { ...wish, since: world.today }, result);
    reportOutside(account, observed, result);
    if (wish.reason.code === "erased-returned")
      result.problems.push(problem("account-erased-returned", account.person, { userId: account.userId }));
    return;
  }
  result.changes.push({
    kind,
    key: changeKey(`${kind}:${account.person}`),
    person: account.person,
    userId: account.userId,
    before: account.state,
    after,
    cause: wish.cause,
    due: wish.due,
    ...intoOf(world, account.person, wish),
    reason: wish.reason,
  });
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

interface Known {
  readonly account: LedgerAccount;
  readonly person: Person;
  readonly observed: ObservedAccount;
}

function keepInSync(world: World, known: Known, result: AccountChanges): void {
  const { account, person, observed } = known;
  const desired = desireAccount(world, person.key);
  if (desired === null || observed.deactivated) return;
  if (observed.listed !== desired.listed) keepListing(known, desired.listed, result);
  keepName(world, known, desired.displayName, result);
  if (account.mail !== desired.mail) keepMail(world, known, desired.mail, result);
  keepDetails(world, known, desired, result);
}

const listingOf = (listed: boolean): Listing => (listed ? "listed" : "hidden");

/** Before name and mail: somebody who comes off the red list is found under the new name, and their address waits with them. */
function keepListing({ account, person }: Known, after: boolean, { changes }: AccountChanges): void {
  const key = changeKey(`account.listing:${person.key}`);
  const why = reason(after ? "not-on-red-list" : "red-list");
  changes.push({
    kind: "account.listing",
    key,
    person: person.key,
    userId: account.userId,
    before: listingOf(!after),
    after: listingOf(after),
    reason: why,
  });
}

function keepName(world: World, { account, person, observed }: Known, after: string, { changes, problems }: AccountChanges): void {
  if (observed.displayName === after) return;
  // What campus wrote last is still wanted: somebody else changed it.
  if (account.displayName === after && world.policy.drift.accountName === "report") {
    problems.push(problem("name-drift", person.key, { found: observed.displayName, expected: after }));
    return;
  }
  const forced = overrideOf(person, world);
  const why = forced?.displayName === undefined ? reason("name-changed") : reason("forced-value", authorship(forced));
  const key = changeKey(`account.rename:${person.key}`);
  changes.push({
    kind: "account.rename",
    key,
    person: person.key,
    userId: account.userId,
    before: observed.displayName,
    after,
    reason: why,
  });
}

function keepMail(world: World, { account, person }: Known, after: string | null, { changes, problems }: AccountChanges): void {
  const bearers = after === null ? [] : bearersOf(world, after);
  if (bearers.length > 1) {
    problems.push(problem("mail-shared", person.key, { mail: after ?? "", people: bearers.map((one) => one.key).join(", ") }));
    return;
  }
  const taken = takenMail(world, person.key, after, world.mails());
  if (taken !== null) {
    problems.push(taken);
    return;
  }
  const forced = overrideOf(person, world);
  const natural = reason(person.redList ? "red-list" : "mail-changed");
  const why = forced?.mail === undefined ? natural : reason("forced-value", authorship(forced));
  const key = changeKey(`account.mail:${person.key}`);
  changes.push({ kind: "account.mail", key, person: person.key, userId: account.userId, before: account.mail, after, reason: why });
}

/** Compared for accounts whose details were read in this pass: by the API the rotating sample, by the database all. */
function keepDetails(world: World, known: Known, desired: DesiredAccount, { changes, problems }: AccountChanges): void {
  const { account, observed } = known;
  const { details, userId } = observed;
  if (details === undefined) return;
  const link = linkProblem(account, observed);
  if (link !== null) problems.push(link);
  // The server keeps addresses in lower case.
  const mails = account.mail === null ? [] : [account.mail.toLowerCase()];
  if (details.mails.join() === mails.join()) return;
  if (world.policy.drift.accountMail === "restore" && account.mail === desired.mail) {
    changes.push(restoreMail(known, details.mails));
  } else {
    problems.push(problem("mail-drift", account.person, { userId, found: details.mails.join(", "), expected: mails.join() }));
  }
}

function restoreMail({ account, person }: Known, found: readonly string[]): Change {
  const key = changeKey(`account.mail:${person.key}`);
  const { userId, mail: after } = account;
  const why = reason("drift-restored", { setting: "mail" });
  return { kind: "account.mail", key, person: person.key, userId, before: found.join(", ") || null, after, reason: why };
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
