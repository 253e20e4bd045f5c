/** What a sample holds and what campus must make of it: totals and awkward cases, for tests to assert. */

import { parseDay } from "#core/day.ts";
import type { Day } from "#core/ids.ts";
import { countFirstSync, isEligible, type Totals } from "./count.ts";
import type { SamplePerson, University } from "./model.ts";
import { type SteadyState, steadyStateOf } from "./steady.ts";
import { isClosed } from "./structures.ts";

export interface Manifest {
  readonly size: number;
  readonly seed: number;
  readonly day: number;
  readonly today: Day;
  readonly people: {
    /** Those with an account in steady state: open or leaving. */
    readonly active: number;
    /** Of the active ones, those that are leaving. */
    readonly pending: number;
    readonly disabled: number;
    /** Students, retired people, guests, fictitious entries, people without login or id, conflicts, accounts to come. */
    readonly ignored: number;
    readonly entries: number;
  };
  readonly structures: { readonly own: number; readonly open: number; readonly closed: number; readonly ignored: number };
  readonly firstSync: { readonly csv: Totals; readonly ldap: Totals };
  /** After the accounts and rooms of `priorUniversity`, then this day, were synced; meaningful on day 0. */
  readonly steadyState: { readonly csv: SteadyState; readonly ldap: SteadyState };
  readonly cases: Readonly<Record<string, readonly string[]>>;
}

export function manifestOf(university: University): Manifest {
  const { size, seed, day, today, cases } = university;
  const living = livingTest(university);
  const people = countPeople(university, living);
  const alive = (person: SamplePerson) => living(person) || isPending(person, university);
  return {
    size,
    seed,
    day,
    today,
    people,
    structures: countStructures(university),
    firstSync: { csv: countFirstSync(university, "csv", living), ldap: countFirstSync(university, "ldap", living) },
    steadyState: { csv: steadyStateOf(university, "csv", people, alive), ldap: steadyStateOf(university, "ldap", people, alive) },
    cases,
  };
}

/** Two people who share a login or a mail are in conflict: nobody can tell whose account it is (docs/RULES.md §3). */
export function livingTest({ people, today }: University): (person: SamplePerson) => boolean {
  const logins = new Map<string, Set<string>>();
  const mails = new Map<string, Set<string>>();
  for (const person of people) {
    if (person.login !== null) gather(logins, person.login.toLowerCase(), person.id);
    if (person.mail !== null && person.state !== "disabled") gather(mails, person.mail.toLowerCase(), person.id);
  }
  const conflicts = new Set([...logins.values(), ...mails.values()].filter((ids) => ids.size > 1).flatMap((ids) => [...ids]));
  return (person) => isEligible(person, today, conflicts);
}

function gather(groups: Map<string, Set<string>>, key: string, id: string): void {
  const group = groups.get(key);
  if (group) group.add(id);
  else groups.set(key, new Set([id]));
}

function countPeople(university: University, living: (person: SamplePerson) => boolean): Manifest["people"] {
  const { people, counted } = university;
  const own = people.filter((one) => counted.has(one.id));
  const disabled = own.filter((one) => one.state === "disabled").length;
  const open = people.filter(living).length;
  const pending = own.filter((one) => isPending(one, university)).length;
  const second = people.filter((one) => one.studentLogin !== null).length;
  return { active: open + pending, pending, disabled, ignored: people.length - open - pending - disabled, entries: people.length + second };
}

/** Had an account on day 0 and is on the way out: announced, or past the end of the account. */
function isPending(person: SamplePerson, { counted, today }: University): boolean {
  if (!counted.has(person.id)) return false;
  return person.state === "leaving" || (person.state === "active" && (parseDay(person.until) ?? today) < today);
}

function countStructures({ structures, today }: University): Manifest["structures"] {
  const foreign = structures.filter((one) => one.type === "FICT" || one.type === "EXT" || one.type === "CONS").length;
  const closed = structures.filter((one) => isClosed(one, today)).length;
  const own = structures.length - foreign;
  return { own, open: own - closed, closed, ignored: foreign };
}
