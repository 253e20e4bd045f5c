/** University → CSV folder with the columns of the V_MATRIX_ views: UTF-8, `;`, dates as the information system writes them. */
import { groupFacts } from "./groups.ts";
import type { SamplePerson, SampleStructure, University } from "./model.ts";
import { studentMail } from "./supann.ts";

export const csvColumns = {
  V_MATRIX_STRUCTURE: [
    "id",
    "code",
    "sigle",
    "libelle_court",
    "libelle_long",
    "type_code",
    "date_ouverture",
    "date_fermeture",
    "parent_id",
    "niv2_id",
    "successeur_id",
  ],
  V_MATRIX_STRUCTURE_PARENT: ["structure_id", "parent_id"],
  V_MATRIX_AGENT: [
    "id",
    "login",
    "prenom",
    "nom_usage",
    "nom_affichage",
    "email",
    "statut",
    "date_desactivation",
    "liste_rouge",
    "population",
  ],
  V_MATRIX_AFFECTATION: ["id", "agent_id", "structure_id", "type", "t_principale", "date_debut", "date_fin"],
  V_MATRIX_FONCTION: ["id", "agent_id", "structure_id", "fonction_code", "fonction_libelle", "date_debut", "date_fin"],
} as const;

export type ViewName = keyof typeof csvColumns;
export type Row = readonly (string | null)[];

/** File name → text. */
export function csvFiles(university: University): ReadonlyMap<string, string> {
  const views = viewRows(university);
  return new Map([...views].map(([name, rows]) => [`${name}.csv`, render(csvColumns[name], rows)]));
}

/** Rows of every view, in the order of `csvColumns`; null = no value. */
export function viewRows(university: University): ReadonlyMap<ViewName, readonly Row[]> {
  const ids = structureIds(university);
  const { people, structures } = university;
  return new Map<ViewName, readonly Row[]>([
    ["V_MATRIX_STRUCTURE", structures.map((one) => structureRow(one, ids, structures))],
    ["V_MATRIX_STRUCTURE_PARENT", structures.flatMap((one) => one.parents.map((parent) => [one.id, ids(parent)]))],
    ["V_MATRIX_AGENT", people.flatMap(agentRows)],
    ["V_MATRIX_AFFECTATION", numbered(people.flatMap((person) => assignmentRows(person, ids)))],
    ["V_MATRIX_FONCTION", numbered(people.flatMap((person) => functionRows(person, ids)))],
  ]);
}

/** Id of a structure by its code; codes that no structure bears have an id that no row bears. */
export function structureIds(university: University): (code: string) => string {
  const ids = new Map(university.structures.map((one) => [one.code, one.id]));
  return (code) => ids.get(code) ?? (code === "HS_ZZZ" ? "9999" : "9998");
}

function structureRow(structure: SampleStructure, ids: (code: string) => string, all: readonly SampleStructure[]): Row {
  const first = structure.parents[0];
  return [
    structure.id,
    structure.code,
    structure.acronym,
    structure.shortLabel,
    structure.longLabel,
    structure.type,
    structure.opens,
    structure.closes,
    first === undefined ? null : ids(first),
    ids(secondLevel(structure, all)),
    structure.successor === null ? null : ids(structure.successor),
  ];
}

/** Highest ancestor below the establishment along first parents; itself when there is none. */
function secondLevel(structure: SampleStructure, all: readonly SampleStructure[]): string {
  let current = structure;
  for (let steps = 0; steps < 8; steps += 1) {
    const parent = all.find((one) => one.code === current.parents[0]);
    if (parent === undefined || parent.type === "ETAB") break;
    current = parent;
  }
  return current.code;
}

const statusWords = { active: "actif", future: "anticipe", leaving: "sursis", disabled: "desactive" } as const;

function agentRows(person: SamplePerson): Row[] {
  const shared = [person.given, person.family, person.displayName];
  const redList = person.redList ? "O" : "N";
  const id = person.id.startsWith("~") ? null : person.id;
  const own: Row = [
    id,
    person.login,
    ...shared,
    person.mail,
    statusWords[person.state],
    person.state === "future" ? null : person.until,
    redList,
    groupFacts[person.group].populations.join(","),
  ];
  if (person.studentLogin === null) return [own];
  const mail = studentMail(person);
  return [[id, person.studentLogin, ...shared, mail, "actif", null, redList, "etudiant"], own];
}

function assignmentRows(person: SamplePerson, ids: (code: string) => string): Row[] {
  if (person.id.startsWith("~")) return [];
  return person.assignments.map((one) => [person.id, ids(one.structure), one.kind, one.principal ? "O" : "N", one.from, one.until]);
}

function functionRows(person: SamplePerson, ids: (code: string) => string): Row[] {
  return person.functions.map((one) => [person.id, ids(one.structure), one.code, one.label, one.from, one.until]);
}

function numbered(rows: readonly Row[]): Row[] {
  return rows.map((row, index) => [String(index + 1), ...row]);
}

function render(columns: readonly string[], rows: readonly Row[]): string {
  const lines = [columns.join(";")];
  for (const row of rows) lines.push(row.map(quote).join(";"));
  return `${lines.join("\n")}\n`;
}

/** RFC 4180 with `;`: quoted only when needed. */
function quote(value: string | null): string {
  if (value === null) return "";
  return /[;"\n\r]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
