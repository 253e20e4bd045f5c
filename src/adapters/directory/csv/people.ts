/** Rows of V_MATRIX_AGENT, V_MATRIX_AFFECTATION and V_MATRIX_FONCTION to person records. */
import type { AssignmentRecord, FunctionRecord, PersonRecord, SourceState } from "#core/directory.ts";
import { type Problem, problem } from "#core/problem.ts";
import { fold } from "#core/text.ts";
import { given } from "../given.ts";
import type { PopulationReader } from "../populations.ts";
import type { CodeOf } from "./structures.ts";
import type { Row, Table } from "./table.ts";

export const personColumns = ["id", "login", "prenom", "nom_usage", "email", "statut", "date_desactivation", "liste_rouge", "population"];
export const assignmentColumns = ["agent_id", "structure_id", "type", "t_principale", "date_debut", "date_fin"];
export const functionColumns = ["agent_id", "structure_id", "fonction_code", "fonction_libelle", "date_debut", "date_fin"];

const states: Readonly<Record<string, SourceState>> = {
  actif: "active",
  active: "active",
  anticipe: "future",
  precree: "future",
  futur: "future",
  sursis: "leaving",
  desactive: "disabled",
  inactif: "disabled",
  disabled: "disabled",
};

/** `1 EMPLOI … 5 ETUDE`: the numbers of the information system's own types are accepted too. */
const kinds: Readonly<Record<string, string>> = { "1": "EMPLOI", "2": "AFFECTATION", "3": "RECHERCHE", "4": "ENSEIGNEMENT", "5": "ETUDE" };

export interface PeopleTables {
  readonly people: Table;
  readonly assignments: Table;
  readonly functions: Table | null;
}

/** A row whose state can't be read is left out with a problem: it is neither kept open nor locked by a guess. */
export function readPeople(tables: PeopleTables, codeOf: CodeOf, populations: PopulationReader, problems: Problem[]): PersonRecord[] {
  const known = new Set(tables.people.rows.map((row) => row.get("id")?.trim() ?? ""));
  const assignments = groupLinks(tables.assignments, known, (row) => toAssignment(row, codeOf), problems);
  const functions = tables.functions === null ? new Map() : groupLinks(tables.functions, known, (row) => toFunction(row, codeOf), problems);
  const people: PersonRecord[] = [];
  for (const row of tables.people.rows) {
    const state = readState(row, problems);
    if (state === null) continue;
    const id = row.get("id")?.trim() ?? "";
    people.push({
      origin: row.origin,
      ...readTexts(row),
      state,
      ...given("from", row.get("date_activation")),
      ...given("until", row.get("date_desactivation")),
      populations: populations.read((row.get("population") ?? "").split(/[,|+/]/)),
      redList: readFlag(row.get("liste_rouge")),
      ...(readFlag(row.get("fictif")) ? { fictitious: true } : {}),
      assignments: assignments.get(id) ?? [],
      functions: functions.get(id) ?? [],
    });
  }
  return people;
}

function readState(row: Row, problems: Problem[]): SourceState | null {
  const text = row.get("statut");
  const state = text === undefined ? undefined : states[fold(text.trim())];
  if (state !== undefined) return state;
  const why = text === undefined ? { missing: "statut" } : { column: "statut", text };
  problems.push(problem("row-unusable", row.origin, why, "error"));
  return null;
}

function readTexts(row: Row) {
  return {
    ...given("id", row.get("id")?.trim()),
    ...given("login", row.get("login")?.trim()),
    ...given("givenName", row.get("prenom")),
    ...given("familyName", row.get("nom_usage")),
    ...given("displayName", row.get("nom_affichage")),
    ...given("mail", row.get("email")?.trim()),
  };
}

function groupLinks<T>(table: Table, known: ReadonlySet<string>, read: (row: Row) => T | null, problems: Problem[]): Map<string, T[]> {
  const links = new Map<string, T[]>();
  const unknown: string[] = [];
  for (const row of table.rows) {
    const person = row.get("agent_id")?.trim() ?? "";
    const link = read(row);
    if (link === null) problems.push(problem("row-unusable", row.origin, { file: table.file, missing: "structure_id" }));
    else if (!known.has(person)) unknown.push(row.origin);
    else if (links.has(person)) links.get(person)?.push(link);
    else links.set(person, [link]);
  }
  if (unknown.length > 0) {
    problems.push(
      problem("row-unusable", table.file, { file: table.file, unknown: "agent_id", rows: unknown.length, first: unknown[0] ?? "" }, "info"),
    );
  }
  return links;
}

function toAssignment(row: Row, codeOf: CodeOf): AssignmentRecord | null {
  const structure = row.get("structure_id");
  if (structure === undefined) return null;
  const type = row.get("type")?.trim().toUpperCase() ?? "AFFECTATION";
  return {
    structure: codeOf(structure),
    kind: kinds[type] ?? type,
    ...readSpan(row),
    ...(readFlag(row.get("t_principale")) ? { principal: true } : {}),
  };
}

function toFunction(row: Row, codeOf: CodeOf): FunctionRecord | null {
  const structure = row.get("structure_id");
  if (structure === undefined) return null;
  return {
    structure: codeOf(structure),
    code: row.get("fonction_code")?.trim() ?? "",
    ...given("label", row.get("fonction_libelle")),
    ...readSpan(row),
  };
}

function readSpan(row: Row) {
  return { ...given("from", row.get("date_debut")), ...given("until", row.get("date_fin")) };
}

/** `O`, `1`, `oui`, `true`, `vrai`; anything else is no. */
function readFlag(text: string | undefined): boolean {
  return text !== undefined && /^(o|oui|1|t|true|vrai|y|yes)$/i.test(text.trim());
}
