/** University → SQL for Postgres: Octopus-like tables, their rows, and the V_MATRIX_ views over them. */
import { type Row, viewRows } from "./csv.ts";
import { matrixViews, octopusTables, statusColumns } from "./data/octopus-schema.ts";
import { groupFacts } from "./groups.ts";
import type { SamplePerson, University } from "./model.ts";
import { uidOf } from "./supann.ts";

export const sqlPath = "univ-demo.sql";

/** One file. For 100,000 people prefer `sqlChunks`. */
export function sqlFiles(university: University): ReadonlyMap<string, string> {
  return new Map([[sqlPath, [...sqlChunks(university)].join("")]]);
}

/** Pieces of one transaction. Somebody without an id can't be a row of `individu`, so only the files have them. */
export function* sqlChunks(university: University): Generator<string> {
  const views = viewRows(university);
  const people = university.people.filter((one) => !one.id.startsWith("~"));
  const agents = (views.get("V_MATRIX_AGENT") ?? []).filter((row) => row[0] !== null);
  const students = new Set(university.people.map((one) => one.studentLogin).filter((login) => login !== null));
  const uids = new Map(people.map((one) => [one.id, one] as const));
  yield `BEGIN;\n${octopusTables}`;
  yield* insert("structure", views.get("V_MATRIX_STRUCTURE") ?? []);
  yield* insert("structure_parent (structure_id, parent_id)", views.get("V_MATRIX_STRUCTURE_PARENT") ?? []);
  yield* insert("individu", people.map(identityRow));
  const accounts = agents.map((row) => accountRow(row, students.has(row[1] ?? ""), uids));
  yield* insert("individu_compte (individu_id, type_id, login, email, ldap_uid, statut, date_desactivation)", accounts);
  yield* insert("individu_statut", people.map(statusRow));
  yield* insert("individu_affectation", (views.get("V_MATRIX_AFFECTATION") ?? []).map(typed));
  yield* insert("individu_fonction", views.get("V_MATRIX_FONCTION") ?? []);
  yield `${matrixViews}COMMIT;\n`;
}

function identityRow(person: SamplePerson): Row {
  return [person.id, person.given, person.family, person.displayName, person.redList ? "O" : "N"];
}

/** `type_id` 1 staff, 2 student account of somebody who is also staff. */
function accountRow(row: Row, student: boolean, people: ReadonlyMap<string, SamplePerson>): Row {
  const [id = null, login = null, , , , mail = null, status = null, end = null] = row;
  const person = people.get(id ?? "");
  return [id, student ? "2" : "1", login, mail, person === undefined ? "" : uidOf(person, student), status, end];
}

function statusRow(person: SamplePerson): Row {
  const { populations } = groupFacts[person.group];
  return [person.id, ...statusColumns.map((one) => (populations.includes(one) ? "O" : "N"))];
}

const types = ["EMPLOI", "AFFECTATION", "RECHERCHE", "ENSEIGNEMENT", "ETUDE"];

function typed(row: Row): Row {
  return row.map((value, index) => (index === 3 ? String(types.indexOf(value ?? "") + 1) : value));
}

const batch = 500;

function* insert(table: string, rows: readonly Row[]): Generator<string> {
  for (let start = 0; start < rows.length; start += batch) {
    const values = rows.slice(start, start + batch).map((row) => `(${row.map(literal).join(",")})`);
    yield `INSERT INTO ${table} VALUES\n${values.join(",\n")};\n`;
  }
}

/** Every value as a text literal: Postgres casts it to the column's type. Backslashes are ordinary (standard_conforming_strings). */
function literal(value: string | null): string {
  return value === null ? "NULL" : `'${value.replaceAll("'", "''")}'`;
}
