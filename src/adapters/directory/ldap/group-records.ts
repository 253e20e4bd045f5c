/** What groups give, put into the records of the reading. */
import type { AssignmentRecord, PersonRecord, StructureRecord } from "#core/directory.ts";
import type { Day } from "#core/ids.ts";
import { type Problem, problem } from "#core/problem.ts";
import { given } from "../given.ts";
import { expandGroups, hasEnded, type PeopleIndex } from "./group-members.ts";
import type { Group } from "./groups.ts";

export interface GroupWorld {
  readonly groups: readonly Group[];
  readonly people: readonly PersonRecord[];
  readonly index: PeopleIndex;
  readonly today: Day;
}

export interface GroupGifts {
  readonly people: readonly PersonRecord[];
  readonly structures: readonly StructureRecord[];
}

/** A group without a name gives nothing, with a problem. */
export function applyGroups({ groups, people, index, today }: GroupWorld, problems: Problem[]): GroupGifts {
  const changed = new Map<number, PersonRecord>();
  const structures: StructureRecord[] = [];
  for (const [group, members] of expandGroups(groups, index, today, problems)) {
    if (group.name === "") {
      problems.push(problem("structure-without-code", group.dn));
      continue;
    }
    const structure = toStructure(group);
    if (structure !== null) structures.push(structure);
    for (const position of members) {
      const person = changed.get(position) ?? people[position];
      if (person !== undefined) changed.set(position, give(person, group, today));
    }
  }
  return { people: people.map((person, position) => changed.get(position) ?? person), structures };
}

function toStructure({ dn, name, label, rule: { gives } }: Group): StructureRecord | null {
  if (gives.kind !== "structure") return null;
  const { codePrefix, type, parent } = gives;
  return { origin: dn, code: codePrefix + name, type, shortLabel: name, longLabel: label ?? name, parents: [parent] };
}

function give(person: PersonRecord, group: Group, today: Day): PersonRecord {
  const { gives } = group.rule;
  if (gives.kind === "population") {
    if (hasEnded(group, today) || person.populations.includes(gives.population)) return person;
    return { ...person, populations: [...person.populations, gives.population] };
  }
  const link: AssignmentRecord = { structure: gives.codePrefix + group.name, kind: gives.assignment, ...given("until", group.until) };
  return { ...person, assignments: [...person.assignments, link] };
}
