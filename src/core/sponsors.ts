/** Who answers for a guest: read with the person, known once everybody is. */
import type { Person, SponsorRecord } from "./directory.ts";
import { type PersonKey, personKey } from "./ids.ts";
import type { Entry } from "./merge-join.ts";
import { type MergePolicy, roleOf } from "./merge-policy.ts";
import { foldCode } from "./merge-records.ts";
import type { CodeIndex } from "./merge-structures.ts";
import { type Problem, problem } from "./problem.ts";
import { clean, compareText } from "./text.ts";

export interface Sponsoring {
  readonly people: Map<PersonKey, Person>;
  readonly codes: CodeIndex;
  readonly merge: MergePolicy;
  /** Names of the sources by position. */
  readonly sources: readonly string[];
  readonly problems: Problem[];
}

/** Adds their sponsors to those whose entries name some; one whom nobody knows is told. */
export function addSponsors(entries: ReadonlyMap<string, readonly Entry[]>, sponsoring: Sponsoring): void {
  for (const [id, own] of entries) {
    if (!own.some(({ record }) => record.sponsors !== undefined)) continue;
    const key = personKey(id);
    const person = sponsoring.people.get(key);
    const sponsors = person === undefined ? [] : sponsorsOf(person, own, sponsoring);
    if (person !== undefined && sponsors.length > 0) sponsoring.people.set(key, { ...person, sponsors });
  }
}

function sponsorsOf(person: Person, own: readonly Entry[], sponsoring: Sponsoring): NonNullable<Person["sponsors"]> {
  const found = new Map<string, NonNullable<Person["sponsors"]>[number]>();
  for (const { record, source } of own) {
    for (const named of record.sponsors ?? []) {
      const known = knownSponsor(named, sponsoring.sources[source] ?? "", sponsoring);
      if (known !== null) found.set(JSON.stringify(known), known);
      else sponsoring.problems.push(problem("sponsor-unknown", person.key, { sponsor: textOf(named) }, "info"));
    }
  }
  return [...found].sort((a, b) => compareText(a[0], b[0])).map(([, sponsor]) => sponsor);
}

function knownSponsor(named: SponsorRecord, source: string, { people, codes, merge }: Sponsoring) {
  if ("structure" in named) {
    const structure = codes.get(foldCode(named.structure));
    return structure === undefined ? null : { structure };
  }
  const person = personKey(`${roleOf(merge, source).idPrefix}${clean(named.person)}`);
  return people.has(person) ? { person } : null;
}

const textOf = (named: SponsorRecord): string => ("structure" in named ? named.structure : named.person);
