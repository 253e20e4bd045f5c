/** People: entries that are one person become one; texts cleaned, dates read, links to known structures kept. */
import { parseDay } from "./day.ts";
import type { Assignment, FunctionHeld, Person, PersonRecord, SourceReading } from "./directory.ts";
import { type PersonKey, personKey } from "./ids.ts";
import { collectDifferences } from "./merge-differences.ts";
import { type Entry, joinEntries } from "./merge-join.ts";
import { assignmentsOf, functionsOf, type Linking, reportUnreadable } from "./merge-links.ts";
import type { CodeIndex } from "./merge-structures.ts";
import { type Answers, answer, openAsking } from "./merge-values.ts";
import { describeSources, type View, viewOf } from "./merge-views.ts";
import { displayNameOf, localpartOf } from "./naming.ts";
import type { Policy } from "./policy.ts";
import { type Problem, problem } from "./problem.ts";
import { addSponsors } from "./sponsors.ts";
import { clean, compareText, fold } from "./text.ts";

/** Docs/RULES.md §1: the key is the source's immutable id; each value comes from the preferred source that gives one. */
export function mergePeople(
  readings: readonly SourceReading[],
  codes: CodeIndex,
  policy: Policy,
  problems: Problem[],
): ReadonlyMap<PersonKey, Person> {
  const entries = joinEntries(readings, policy.merge, problems);
  const sources = describeSources(readings, policy);
  const differences = collectDifferences(policy.merge);
  const asking = openAsking(sources, policy, differences);
  const linking: Linking = { codes, policy, problems };
  const people = new Map<PersonKey, Person>();
  for (const id of [...entries.keys()].sort(compareText)) {
    const key = personKey(id);
    const own = entries.get(id) ?? [];
    const person = toPerson(key, isOfOneSource(own) ? speakAlone(viewOf(own, policy)) : answer(key, own, asking), linking);
    const sites = sitesOf(own);
    people.set(key, sites.length === 0 ? person : { ...person, sites });
  }
  addSponsors(entries, { people, codes, merge: policy.merge, sources: sources.names, problems });
  problems.push(...differences.problems());
  return people;
}

/** Of all the entries together: whoever works in two places belongs to both. */
function sitesOf(entries: readonly Entry[]): readonly string[] {
  if (!entries.some(({ record }) => record.sites !== undefined)) return [];
  const all = entries.flatMap(({ record }) => record.sites ?? []).map((site) => fold(clean(site)));
  return [...new Set(all)].filter((site) => site !== "").sort(compareText);
}

function isOfOneSource(entries: readonly Entry[]): boolean {
  return entries.every(({ source }) => source === entries[0]?.source);
}

/** Nearly everybody: one source speaks, and nobody contradicts it. */
function speakAlone({ record, linked, entries }: View): Answers {
  return {
    login: clean(record.login),
    displayName: displayNameOf(record),
    mail: mailOf(record),
    state: record,
    populations: record.populations,
    redList: linked.some(({ redList }) => redList),
    assignments: linked,
    functions: linked,
    entries: entries > 1 ? [entries] : [],
  };
}

export function mailOf({ mail }: PersonRecord): string | null {
  return clean(mail).toLowerCase() || null;
}

function toPerson(key: PersonKey, said: Answers, linking: Linking): Person {
  const { state, displayName } = said;
  for (const entries of said.entries) linking.problems.push(problem("entries-merged", key, { entries }, "info"));
  reportUnreadable(key, [state.from, state.until], linking.problems);
  const localpart = localpartOf(said.login);
  reportLogin({ key, login: said.login, localpart, state: state.state ?? "active" }, linking);
  return {
    key,
    login: said.login,
    localpart,
    displayName,
    foldedName: fold(displayName),
    mail: said.mail,
    state: state.state ?? "active",
    from: parseDay(state.from),
    until: parseDay(state.until),
    populations: said.populations,
    redList: said.redList,
    assignments: linksOf<Assignment>(said.assignments, (records) => assignmentsOf(key, records, linking)),
    functions: linksOf<FunctionHeld>(said.functions, (records) => functionsOf(key, records, linking)),
  };
}

function linksOf<T extends Assignment | FunctionHeld>(
  records: readonly PersonRecord[],
  read: (records: readonly PersonRecord[]) => readonly T[],
): readonly T[] {
  return records.length === 0 ? [] : read(records);
}

function reportLogin({ key, login, localpart, state }: Pick<Person, "key" | "login" | "localpart" | "state">, linking: Linking): void {
  const { policy, problems } = linking;
  if (login === "") {
    if (state !== "disabled") problems.push(problem("person-without-login", key));
    return;
  }
  const lower = login.toLowerCase();
  if (lower === policy.identities.agentSmith || lower === policy.identities.connector) {
    problems.push(problem("login-reserved", key, { login }, "error"));
  } else if (localpart === null) problems.push(problem("login-invalid", key, { login }));
}
