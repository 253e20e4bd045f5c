/** Sponsors named by their entries' names: known once all branches are read. */
import type { LdapSource } from "#config/source.ts";
import type { PersonRecord, SponsorRecord, StructureRecord } from "#core/directory.ts";
import type { Problem } from "#core/problem.ts";
import { foldName } from "./distinguished-name.ts";
import { type Entry, textsOf } from "./values.ts";

/** Names of the entries that answer for this one. */
export function sponsorNames(entry: Entry, { person }: LdapSource, problems: Problem[]): readonly string[] {
  return person.sponsors === null ? [] : textsOf(entry, person.sponsors, problems);
}

/** `named`: for each record at the same position, the names its entry gives. A name that was not read here stays as it is, so that it is told. */
export function withSponsors(
  people: readonly PersonRecord[],
  named: readonly (readonly string[])[],
  structures: readonly StructureRecord[],
): readonly PersonRecord[] {
  if (named.every((names) => names.length === 0)) return people;
  const sponsors = new Map<string, SponsorRecord>(structures.map(({ origin, code }) => [foldName(origin), { structure: code }]));
  for (const { origin, id } of people) if (id !== undefined) sponsors.set(foldName(origin), { person: id });
  return people.map((record, position) => {
    const names = named[position] ?? [];
    return names.length === 0 ? record : { ...record, sponsors: names.map((name) => sponsors.get(foldName(name)) ?? { person: name }) };
  });
}
