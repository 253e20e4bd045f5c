/**
 * Logins that change hands. Synapse lets whoever signs in with a login into the account of that localpart, even after its external id
 * was moved: a login is free only once its new bearer has an account of another name that holds it (docs/RULES.md §1, §12.5).
 */
import type { Person } from "./directory.ts";
import type { PersonKey, UserId } from "./ids.ts";
import type { AccountWish } from "./lifecycle.ts";
import { localpartOf, userIdOf } from "./naming.ts";
import { type Problem, problem } from "./problem.ts";
import { compareText } from "./text.ts";
import type { WorldInput } from "./world.ts";

export interface Logins {
  /** Newcomers whose login names somebody else's account: the Matrix id they get instead. */
  readonly elsewhere: ReadonlyMap<PersonKey, UserId>;
  /** Claimant of a login → whose link it must be taken from first. */
  readonly holders: ReadonlyMap<PersonKey, PersonKey>;
  /** The same, from the holder's side. */
  readonly claimed: ReadonlyMap<PersonKey, PersonKey>;
  /** People whose login can't be linked. */
  readonly blocked: ReadonlyMap<PersonKey, Problem>;
}

interface Claim {
  readonly person: Person;
  readonly localpart: string;
  /** Without an account of ours. */
  readonly isNew: boolean;
}

/** `wishes` of everybody; people in conflict claim nothing. */
export function settleLogins(input: WorldInput, wishes: ReadonlyMap<PersonKey, AccountWish>): Logins {
  const claims = claimsOf(input, wishes);
  const elsewhere = new Map<PersonKey, UserId>();
  const holders = new Map<PersonKey, PersonKey>();
  const blocked = claims.every((claim) => claim.isNew) ? new Map<PersonKey, Problem>() : sharedLogins(input, claims);
  const accounts = indexAccounts(input, claims);
  for (const { person, localpart, isNew } of claims) {
    if (blocked.has(person.key)) continue;
    const holder = accounts.byLogin.get(localpart);
    if (holder !== undefined && holder !== person.key) holders.set(person.key, holder);
    const other = isNew ? newIdOf(input, { person, localpart }, accounts) : null;
    if (other !== null) elsewhere.set(person.key, other);
  }
  blockExchanges(holders, blocked, input);
  return { elsewhere, holders, claimed: new Map([...holders].map(([claimant, holder]) => [holder, claimant])), blocked };
}

/** Newcomers who will get an account, and people whose login is no longer the one that was linked. */
function claimsOf({ directory, ledger }: WorldInput, wishes: ReadonlyMap<PersonKey, AccountWish>): Claim[] {
  const claims: Claim[] = [];
  for (const person of directory.people.values()) {
    const account = ledger.accounts.get(person.key);
    if (account !== undefined && account.login === person.login && !account.intended) continue;
    const state = wishes.get(person.key)?.state;
    const localpart = state === "open" || state === "leaving" ? person.localpart : null;
    if (localpart !== null) claims.push({ person, localpart, isNew: account === undefined });
  }
  return claims;
}

interface Accounts {
  /** Folded login → whose link it is. */
  readonly byLogin: ReadonlyMap<string, PersonKey>;
  readonly owners: ReadonlyMap<UserId, PersonKey>;
  /** External id → the account that bears it and is not ours, where that was looked up. */
  readonly strangers: ReadonlyMap<string, UserId>;
}

/** Erased accounts too: their id stays taken on the server, and so does their link. An account that is gone holds nothing. */
function indexAccounts({ ledger, observed }: WorldInput, claims: readonly Claim[]): Accounts {
  const byLogin = new Map<string, PersonKey>();
  const owners = new Map<UserId, PersonKey>();
  const strangers = new Map<string, UserId>();
  if (claims.length === 0) return { byLogin, owners, strangers };
  for (const { person, userId, login } of ledger.accounts.values()) {
    owners.set(userId, person);
    const localpart = localpartOf(login);
    if (localpart !== null && observed.accounts.has(userId)) byLogin.set(localpart, person);
  }
  for (const { userId, details, deactivated } of observed.accounts.values()) {
    if (details !== undefined && !deactivated && !owners.has(userId)) for (const id of details.externalIds) strangers.set(id, userId);
  }
  return { byLogin, owners, strangers };
}

/** A new login that several people bear is linked to none; newcomers who share one are in conflict already. */
function sharedLogins({ directory }: WorldInput, claims: readonly Claim[]): Map<PersonKey, Problem> {
  const bearers = Map.groupBy(directory.people.values(), (person) => person.localpart);
  const blocked = new Map<PersonKey, Problem>();
  for (const { person, localpart, isNew } of claims) {
    const sharing = bearers.get(localpart) ?? [];
    if (isNew || sharing.length < 2) continue;
    const people = sharing.map((one) => one.key).sort(compareText);
    blocked.set(person.key, problem("login-shared", person.key, { login: person.login, people: people.join(", ") }, "error"));
  }
  return blocked;
}

/** The account that was decided or that bears their login; else one that nobody has, where their login names somebody else's; null: the login's. */
function newIdOf(input: WorldInput, { person, localpart }: Pick<Claim, "person" | "localpart">, accounts: Accounts): UserId | null {
  const own = userIdOf(input.policy, localpart);
  const decided = input.decisions.adoptions.get(person.key);
  if (decided?.verdict === "adopt") return decided.userId;
  if (accounts.owners.has(own)) return otherId(input, localpart, accounts.owners);
  if (input.observed.accounts.has(own)) return decided?.userId === own ? otherId(input, localpart, accounts.owners) : null;
  return accounts.strangers.get(person.login) ?? null;
}

/** `+`, which no login of the site may hold, then the first number that is free (docs/RULES.md §1). */
function otherId({ policy, observed }: WorldInput, localpart: string, owners: Accounts["owners"]): UserId {
  for (let number = 2; ; number += 1) {
    const candidate = userIdOf(policy, `${localpart}+${number}`);
    if (!owners.has(candidate) && !observed.accounts.has(candidate)) return candidate;
  }
}

/** People who took each other's login, and whoever waits for one of them: no link can be moved first, a human has to do it. */
function blockExchanges(holders: Map<PersonKey, PersonKey>, blocked: Map<PersonKey, Problem>, { directory }: WorldInput): void {
  const stuck = [...holders.keys()].filter((start) => {
    const chain = new Set([start]);
    let next = holders.get(start);
    for (; next !== undefined && !chain.has(next); next = holders.get(next)) chain.add(next);
    return next !== undefined;
  });
  for (const person of stuck) {
    const login = directory.people.get(person)?.login ?? "";
    blocked.set(person, problem("logins-exchanged", person, { login, people: holders.get(person) ?? "" }, "error"));
  }
  for (const person of stuck) holders.delete(person);
}
