/** People whose account can't be told from somebody else's: nothing is written for them (docs/RULES.md §3, state conflict). */
import type { Adoption } from "./decisions.ts";
import type { Person } from "./directory.ts";
import type { PersonKey, UserId } from "./ids.ts";
import { overrideOf } from "./lifecycle.ts";
import { mailHolders, takenMail } from "./mails.ts";
import { userIdOf } from "./naming.ts";
import type { ObservedAccount } from "./observed.ts";
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
  const mails = mailHolders(input);
  for (const person of newcomers) {
    const conflict =
      sharedLogin(person, byLogin) ??
      takenAccount(person, owners, input) ??
      sharedMail(mailOf(person, input), person, byMail) ??
      takenMail(input, person.key, writtenMail(person, input), mails);
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

const loginKey = (person: Person): string | null => person.localpart;

function mailOf(person: Person, input: WorldInput): string | null {
  return person.state === "disabled" ? null : (overrideOf(person, input)?.mail ?? person.mail);
}

/** Nothing is written for the red list, unless it was forced. */
function writtenMail(person: Person, input: WorldInput): string | null {
  return person.redList && overrideOf(person, input)?.mail === undefined ? null : mailOf(person, input);
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
  const decided = input.decisions.adoptions.get(person.key);
  if (decided?.verdict === "adopt") return decidedAccount(decided, owners, input);
  const { localpart } = person;
  if (localpart === null) return null;
  const user = userIdOf(input.policy, localpart);
  // Ours, and not theirs: the newcomer gets another Matrix id (logins.ts).
  if (owners.has(user)) return null;
  const found = input.observed.accounts.get(user);
  if (found === undefined) return null;
  const free = decided?.userId === user ? isUnlinked(person, found) : isProvenTheirs(person, found) && !found.deactivated;
  return free ? null : problem("account-taken", person.key, { userId: user, people: "" }, "error");
}

/** What a human decided stands for the proof, not for the account. */
function decidedAccount({ person, userId }: Adoption, owners: ReadonlyMap<UserId, PersonKey>, input: WorldInput): Problem | null {
  const { agentSmith, connector } = input.policy.identities;
  const ours = owners.has(userId) || [agentSmith, connector].some((one) => userIdOf(input.policy, one) === userId);
  const found = input.observed.accounts.get(userId);
  if (!ours && found !== undefined && !found.deactivated) return null;
  return problem("adoption-impossible", person, { userId, people: owners.get(userId) ?? "" }, "error");
}

function isProvenTheirs(person: Person, { details }: ObservedAccount): boolean {
  if (details === undefined) return false;
  return details.externalIds.includes(person.login) || (person.mail !== null && details.mails.includes(person.mail));
}

/** Refused as theirs, and known not to bear their login: they may have another account. */
function isUnlinked(person: Person, { details }: ObservedAccount): boolean {
  return details !== undefined && !details.externalIds.includes(person.login);
}
