/** People whose account can't be told from somebody else's: nothing is written for them (docs/RULES.md §3, state conflict). */
import type { Person } from "./directory.ts";
import type { PersonKey, UserId } from "./ids.ts";
import { overrideOf } from "./lifecycle.ts";
import { localpartOf, userIdOf } from "./naming.ts";
import { type Problem, problem } from "./problem.ts";
import type { WorldInput } from "./world.ts";

/** Person → what stands in the way; `account-taken` = the Matrix id exists and can't be proven theirs. */
export type Conflicts = ReadonlyMap<PersonKey, Problem>;

/** Only people without an account of ours can be in conflict: those who have one own their Matrix id. */
export function findConflicts(input: WorldInput): Conflicts {
  const conflicts = new Map<PersonKey, Problem>();
  const people = [...input.directory.people.values()];
  const newcomers = people.filter((person) => !input.ledger.accounts.has(person.key));
  if (newcomers.length === 0) return conflicts;
  const owners = ownersByUserId(input);
  const byLogin = shared(people, loginKey);
  const byMail = shared(people, (person) => mailOf(person, input));
  for (const person of newcomers) {
    const conflict =
      sharedLogin(person, byLogin) ?? takenAccount(person, owners, input) ?? sharedMail(mailOf(person, input), person, byMail);
    if (conflict) conflicts.set(person.key, conflict);
  }
  return conflicts;
}

/** People whose address it is, by the directory or because somebody forced it. Borne by several, it is written to none. */
export function bearersOf(input: WorldInput, mail: string): readonly Person[] {
  return [...input.directory.people.values()].filter((person) => mailOf(person, input) === mail);
}

function ownersByUserId({ ledger }: WorldInput): ReadonlyMap<UserId, PersonKey> {
  const owners = new Map<UserId, PersonKey>();
  for (const account of ledger.accounts.values()) owners.set(account.userId, account.person);
  return owners;
}

const loginKey = (person: Person): string | null => localpartOf(person.login);

function mailOf(person: Person, input: WorldInput): string | null {
  return person.state === "disabled" ? null : (overrideOf(person, input)?.mail ?? person.mail);
}

/** Only the keys that several people share. */
function shared(people: Iterable<Person>, keyOf: (person: Person) => string | null): ReadonlyMap<string, Person[]> {
  const first = new Map<string, Person>();
  const groups = new Map<string, Person[]>();
  for (const person of people) {
    const key = keyOf(person);
    if (key === null) continue;
    const other = first.get(key);
    if (other === undefined) first.set(key, person);
    else if (groups.has(key)) groups.get(key)?.push(person);
    else groups.set(key, [other, person]);
  }
  return groups;
}

function sharedLogin(person: Person, byLogin: ReadonlyMap<string, Person[]>): Problem | null {
  const group = byLogin.get(loginKey(person) ?? "");
  return group ? problem("login-shared", person.key, { login: person.login, people: namesOf(group) }, "error") : null;
}

function sharedMail(mail: string | null, person: Person, byMail: ReadonlyMap<string, Person[]>): Problem | null {
  const group = byMail.get(mail ?? "");
  return group ? problem("mail-shared", person.key, { mail: mail ?? "", people: namesOf(group) }, "error") : null;
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
  // Ours, and not theirs: the newcomer gets another Matrix id (logins.ts).
  if (owners.has(user)) return null;
  const found = input.observed.accounts.get(user);
  if (found === undefined || isProvenTheirs(person, found.details)) return null;
  return problem("account-taken", person.key, { userId: user, people: "" }, "error");
}

function isProvenTheirs(person: Person, details: { externalIds: readonly string[]; mails: readonly string[] } | undefined): boolean {
  if (details === undefined) return false;
  return details.externalIds.includes(person.login) || (person.mail !== null && details.mails.includes(person.mail));
}
