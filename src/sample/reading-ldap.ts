/** University → the reading that the LDAP source would give over the sample's LDIF, with `ldapStructureExtras` configured. */
import type { PersonRecord, SourceReading, StructureRecord } from "#core/directory.ts";
import type { Day } from "#core/ids.ts";
import type { SamplePerson, SampleStructure, University } from "./model.ts";
import { present } from "./present.ts";
import {
  accountStatus,
  affiliationsOf,
  branches,
  profileEnd,
  roleCode,
  shortLabelOf,
  shownAssignments,
  shownFunctions,
  studentMail,
  supannTypes,
  uidOf,
} from "./supann.ts";

/** People branch first, then the disabled one; the order of an LDAP server is not stable anyway. */
export function readingAsLdap(university: University, source = "directory"): SourceReading {
  const { today, structures } = university;
  const people: PersonRecord[] = [];
  const disabled: PersonRecord[] = [];
  for (const person of university.people) {
    if (person.filing.startsWith("deactivated")) disabled.push(staffRecord(person, today, branches.deactivated));
    else people.push(staffRecord(person, today, branches.people));
    if (person.studentLogin !== null) people.push(studentRecord(person, today));
  }
  people.push(...disabled);
  const counts = { people: people.length, structures: structures.length };
  return { source, kind: "ldap", structures: structures.map(structureRecord), people, problems: [], counts };
}

function structureRecord(structure: SampleStructure): StructureRecord {
  const shortLabel = shortLabelOf(structure);
  return {
    origin: `supannCodeEntite=${structure.code},${branches.structures}`,
    code: structure.code,
    parents: [...structure.parents],
    ...present("sourceId", structure.id),
    ...present("type", supannTypes[structure.type]),
    ...present("acronym", /^\S{1,30}$/.test(shortLabel) && shortLabel.toLowerCase() !== structure.code.toLowerCase() ? shortLabel : null),
    ...present("shortLabel", shortLabel),
    ...present("longLabel", structure.longLabel),
    ...present("opens", structure.opens),
    ...present("closes", structure.closes),
    ...present("successor", structure.successor),
    ...(structure.code.startsWith("EXT_") ? { external: true } : {}),
  };
}

function staffRecord(person: SamplePerson, today: Day, branch: string): PersonRecord {
  const uid = uidOf(person, false);
  const student = person.group === "etudiant";
  return {
    origin: `uid=${uid},${branch}`,
    ...identityOf(person),
    ...present("login", person.login),
    ...present("mail", person.mail),
    ...statusOf(person),
    populations: populationsOf(affiliationsOf(person, student)),
    redList: person.redList,
    assignments: assignmentsOf(person, today, student),
    functions: shownFunctions(person, today).map((one) => ({
      structure: one.structure,
      code: roleCode(one.code).replace(/^\{SUPANN\}/, ""),
    })),
  };
}

function studentRecord(person: SamplePerson, today: Day): PersonRecord {
  return {
    origin: `uid=${uidOf(person, true)},${branches.people}`,
    ...identityOf(person),
    ...present("login", person.studentLogin),
    mail: studentMail(person),
    state: "active",
    populations: [],
    redList: person.redList,
    assignments: assignmentsOf(person, today, true),
    functions: [],
  };
}

function identityOf(person: SamplePerson) {
  return {
    ...present("id", person.id.startsWith("~") ? null : person.id),
    ...present("givenName", person.given),
    ...present("familyName", person.family),
    ...present("displayName", person.displayName),
  };
}

function assignmentsOf(person: SamplePerson, today: Day, student: boolean): PersonRecord["assignments"] {
  return shownAssignments(person, today, student).map((one) => ({
    structure: one.structure,
    kind: student ? "ETUDE" : "AFFECTATION",
    ...present("until", student ? null : profileEnd(one)),
    ...(one.principal ? { principal: true } : {}),
  }));
}

function statusOf(person: SamplePerson): Pick<PersonRecord, "state" | "from" | "until"> {
  if (person.state === "disabled") return { state: "disabled" };
  const [, , from, until] = accountStatus(person)?.[1].split(":") ?? [];
  return { state: person.state, ...present("from", from), ...present("until", until) };
}

const order: readonly (readonly [string, string])[] = [
  ["teacher", "enseignant"],
  ["faculty", "enseignant"],
  ["researcher", "chercheur"],
  ["emeritus", "emerite"],
  ["affiliate", "heberge"],
  ["staff", "administratif"],
];

/** Docs/RULES.md §2; `employee` alone says administratif. */
export function populationsOf(affiliations: readonly string[]): readonly string[] {
  const found = new Set(order.filter(([affiliation]) => affiliations.includes(affiliation)).map(([, population]) => population));
  if (found.size === 0 && affiliations.includes("employee")) found.add("administratif");
  return [...found];
}
