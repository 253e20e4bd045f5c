/** People whose account can't be told from somebody else's: nothing is written for them (docs/RULES.md §3, state conflict). */
import type { Person } from "./directory.ts";
import type { PersonKey, UserId } from "./ids.ts";
import { localpartOf, userIdOf } from "./naming.ts";
import { type Problem, problem } from "./problem.ts";
import type { WorldInput } from "./world.ts";

/** Person → what stands in the way; `account-taken` = the Matrix id exists and can't be proven theirs. */
export type Conflicts = ReadonlyMap<PersonKey, Problem>;

export function findConflicts(input: WorldInput): Conflicts {
  const conflicts = new Map<PersonKey, Problem>();
  const owners = ownersByUserId(input);
  const byLogin = groupBy(input.directory.people.values(), loginKey);
  const byMail = groupBy(input.directory.people.values(), (person) => (person.state === "disabled" ? null : person.mail));
  for (const person of input.directory.people.values()) {
    if (input.ledger.accounts.has(person.key)) continue;
    const conflict = sharedLogin(person, byLogin) ?? takenAccount(person, owners, input) ?? sharedMail(person, byMail);
    if (conflict) conflicts.set(person.key, conflict);
  }
  return conflicts;
}

/** Mails that several people bear: never written, since an address moves silently from one account to the other. */
export function sharedMails(people: Iterable<Person>): ReadonlySet<string> {
  const groups = groupBy(people, (person) => (person.state === "disabled" ? null : person.mail));
  return new Set([...groups].filter(([, group]) => group.length > 1).map(([mail]) => mail));
}

function ownersByUserId({ ledger }: WorldInput): ReadonlyMap<UserId, PersonKey> {
  return new Map([...ledger.accounts.values()].filter((account) => account.state !== "erased").map((a) => [a.userId, a.person]));
}

const loginKey = (person: Person): string | null => localpartOf(person.login);

function groupBy(people: Iterable<Person>, keyOf: (person: Person) => string | null): ReadonlyMap<string, Person[]> {
  const groups = new Map<string, Person[]>();
  for (const person of people) {
    const key = keyOf(person);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(person);
    else groups.set(key, [person]);
  }
  return groups;
}

function sharedLogin(person: Person, byLogin: ReadonlyMap<string, Person[]>): Problem | null {
  const group = byLogin.get(loginKey(person) ?? "") ?? [];
  return group.length > 1 ? problem("login-shared", person.key, { login: person.login, people: namesOf(group) }, "error") : null;
}

function sharedMail(person: Person, byMail: ReadonlyMap<string, Person[]>): Problem | null {
  const group = person.mail === null || person.state === "disabled" ? [] : (byMail.get(person.mail) ?? []);
  return group.length > 1 ? problem("mail-shared", person.key, { mail: person.mail ?? "", people: namesOf(group) }, "error") : null;
}

function namesOf(group: readonly Person[]): string {
  return group
    .map((one) => one.key)
    .sort()
    .join(", ");
}

/** Docs/RULES.md §12.5: adoption needs the external id, or localpart = login and the directory's mail. A name never suffices. */
function takenAccount(person: Person, owners: ReadonlyMap<UserId, PersonKey>, input: WorldInput): Problem | null {
  const localpart = localpartOf(person.login);
  if (localpart === null) return null;
  const user = userIdOf(input.policy, localpart);
  const owner = owners.get(user);
  if (owner !== undefined) return problem("account-taken", person.key, { userId: user, people: owner }, "error");
  const found = input.observed.accounts.get(user);
  if (found === undefined || isProvenTheirs(person, found.details)) return null;
  return problem("account-taken", person.key, { userId: user, people: "" }, "error");
}

function isProvenTheirs(person: Person, details: { externalIds: readonly string[]; mails: readonly string[] } | undefined): boolean {
  if (details === undefined) return false;
  return details.externalIds.includes(person.login) || (person.mail !== null && details.mails.includes(person.mail));
}
