/** University → the reading that the CSV source would give, without writing or parsing a file: for fast tests and benchmarks. */
import type { AssignmentRecord, FunctionRecord, PersonRecord, SourceReading, StructureRecord } from "#core/directory.ts";
import { type Row, structureIds, viewRows } from "./csv.ts";
import type { SampleAssignment, SampleFunction, SamplePerson, SampleStructure, University } from "./model.ts";
import { present } from "./present.ts";

export function readingAsCsv(university: University, source = "directory"): SourceReading {
  const known = new Set(university.structures.map((one) => one.code));
  const ids = structureIds(university);
  const codeOf = (code: string): string => (known.has(code) ? code : ids(code));
  const linked = new Map<string, Links>();
  for (const person of university.people) linked.set(person.id, linksOf(person, codeOf));
  const people = (viewRows(university).get("V_MATRIX_AGENT") ?? []).map((row, index) => toPerson(row, index, linked));
  const structures = university.structures.map((one, index) => toStructure(one, index, codeOf));
  return { source, kind: "csv", structures, people, problems: [], counts: { people: people.length, structures: structures.length } };
}

function toStructure(structure: SampleStructure, index: number, codeOf: (code: string) => string): StructureRecord {
  return {
    origin: `V_MATRIX_STRUCTURE.csv:${index + 2}`,
    code: structure.code,
    parents: structure.parents.map(codeOf),
    ...present("sourceId", structure.id),
    ...present("type", structure.type),
    ...present("acronym", structure.acronym),
    ...present("shortLabel", structure.shortLabel),
    ...present("longLabel", structure.longLabel),
    ...present("opens", structure.opens),
    ...present("closes", structure.closes),
    ...present("successor", structure.successor === null ? null : codeOf(structure.successor)),
    ...(structure.code.startsWith("EXT_") ? { external: true } : {}),
  };
}

interface Links {
  readonly assignments: readonly AssignmentRecord[];
  readonly functions: readonly FunctionRecord[];
}

const none: Links = { assignments: [], functions: [] };

function linksOf(person: SamplePerson, codeOf: (code: string) => string): Links {
  return {
    assignments: person.assignments.map((one) => toAssignment(one, codeOf)),
    functions: person.functions.map((one) => toFunction(one, codeOf)),
  };
}

function toAssignment(one: SampleAssignment, codeOf: (code: string) => string): AssignmentRecord {
  return {
    structure: codeOf(one.structure),
    kind: one.kind,
    ...present("from", one.from),
    ...present("until", one.until),
    ...(one.principal ? { principal: true } : {}),
  };
}

function toFunction(one: SampleFunction, codeOf: (code: string) => string): FunctionRecord {
  return {
    structure: codeOf(one.structure),
    code: one.code,
    ...present("label", one.label),
    ...present("from", one.from),
    ...present("until", one.until),
  };
}

const states = { actif: "active", anticipe: "future", sursis: "leaving", desactive: "disabled" } as const;

/** Populations in the order of the sources' default table; those that give no account are left out. */
const populationOrder = [
  "titulaire",
  "cdi",
  "cdd",
  "vacataire",
  "doctorant",
  "enseignant",
  "chercheur",
  "administratif",
  "emerite",
  "heberge",
];

function toPerson(row: Row, index: number, linked: ReadonlyMap<string, Links>): PersonRecord {
  const [id, login, given, family, displayName, mail, status, until, redList, population] = row;
  const populations = (population ?? "").split(",");
  return {
    origin: `V_MATRIX_AGENT.csv:${index + 2}`,
    ...present("id", id),
    ...present("login", login),
    ...present("givenName", given),
    ...present("familyName", family),
    ...present("displayName", displayName),
    ...present("mail", mail),
    ...present("until", until),
    state: states[(status ?? "actif") as keyof typeof states],
    populations: populationOrder.filter((one) => populations.includes(one)),
    redList: redList === "O",
    ...((id && linked.get(id)) || none),
  };
}
