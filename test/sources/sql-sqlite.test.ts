/** SQLite files as sites really send them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readSql, sqlConfig, sqlFailure } from "../lab/sql-source.ts";

const folder = mkdtempSync(join(tmpdir(), "campus-sqlite-"));
const file = join(folder, "si.db");
const config = (changes: Record<string, unknown> = {}) => sqlConfig({ kind: "sqlite", file }, changes);

beforeAll(() => {
  const database = new DatabaseSync(file);
  database.exec(`
    CREATE TABLE V_MATRIX_STRUCTURE (ID integer, Code text, sigle, libelle_court, libelle_long, type_code, date_ouverture, date_fermeture, parent_id, interne);
    INSERT INTO V_MATRIX_STRUCTURE VALUES (1, 'UNIV', '', '', 'Université', 'ETAB', '1900-01-01', '9999-12-31', NULL, 1), (2, 'CNRS', '', '', 'CNRS', 'EXT', NULL, NULL, NULL, 'N');
    CREATE TABLE V_MATRIX_STRUCTURE_PARENT (structure_id, parent_id);
    CREATE TABLE V_MATRIX_AGENT (id real, login, prenom, nom_usage, email, statut, date_desactivation, liste_rouge, population);
    INSERT INTO V_MATRIX_AGENT VALUES
      (48213.0, 'a' || char(0) || '1', CAST(x'5a6fe9' AS text), 'Été', NULL, 'actif', '2027-08-31 00:08:00', 0, 'cdi'),
      (9007199254740993, 'b2', 'Inès', 'Noël', '', 'ACTIF', 20270831, 't', 'cdi');
    CREATE TABLE V_MATRIX_AFFECTATION (agent_id text, structure_id, type, t_principale, date_debut, date_fin);
    INSERT INTO V_MATRIX_AFFECTATION VALUES ('48213', 1, 1, 1, NULL, NULL), ('0048213', 1, 1, 0, NULL, NULL), ('7', NULL, 1, 0, NULL, NULL);
    CREATE TABLE V_MATRIX_FONCTION (agent_id, structure_id, fonction_code, fonction_libelle, date_debut, date_fin);`);
  database.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("reads whatever types and encodings the columns hold, and leaves texts as they are", async () => {
  const reading = await readSql(config());
  const shared = { state: "active", populations: ["cdi"], functions: [] };
  expect(reading.people).toEqual([
    {
      ...{ ...shared, origin: "V_MATRIX_AGENT[48213 a1]", id: "48213", login: "a1", givenName: "Zoé", familyName: "Été" },
      ...{ until: "2027-08-31 00:08:00", redList: false, assignments: [{ structure: "UNIV", kind: "EMPLOI", principal: true }] },
    },
    {
      ...{ ...shared, origin: "V_MATRIX_AGENT[9007199254740992 b2]", id: "9007199254740992", login: "b2", givenName: "Inès" },
      ...{ familyName: "Noël", until: "20270831", redList: true, assignments: [] },
    },
  ]);
  expect(reading.structures).toMatchObject([
    { code: "UNIV", sourceId: "1" },
    { code: "CNRS", external: true },
  ]);
  expect(reading.problems.map(({ subject, params }) => [subject, params])).toEqual([
    ["V_MATRIX_AGENT", { attribute: "V_MATRIX_AGENT[48213 a1]", rows: 1 }],
    ["V_MATRIX_AFFECTATION[7 –]", { file: "V_MATRIX_AFFECTATION", missing: "structure_id" }],
    ["V_MATRIX_AFFECTATION", { file: "V_MATRIX_AFFECTATION", unknown: "agent_id", rows: 1, first: "0048213" }],
  ]);
});

it("says the same whatever the order of the rows", async () => {
  const reversed = (view: string) => ({ sql: `SELECT * FROM ${view} ORDER BY rowid DESC` });
  const views = {
    people: reversed("V_MATRIX_AGENT"),
    assignments: reversed("V_MATRIX_AFFECTATION"),
    structures: reversed("V_MATRIX_STRUCTURE"),
  };
  const [one, other] = [await readSql(config()), await readSql(config({ views }))];
  expect(other.problems).toEqual(one.problems);
  expect(other.people.toReversed()).toEqual(one.people);
});

it("does without views that the site lacks", async () => {
  const without = join(folder, "without.db");
  writeFileSync(without, "");
  expect((await readSql(config({ views: { parents: null, functions: null } }))).counts).toEqual({ people: 2, structures: 2 });
});

it.each<[string, Record<string, unknown>, Record<string, unknown>, Record<string, unknown>]>([
  ["source.file-missing", { file: join(folder, "absent.db") }, {}, {}],
  ["source.query-refused", { file: join(folder, "text.db") }, {}, { detail: "file is not a database" }],
  ["source.view-missing", {}, { views: { people: { view: "agents" } } }, { view: "agents" }],
  ["source.query-refused", {}, { views: { people: { sql: "SELECT FROM" } } }, { view: "V_MATRIX_AGENT" }],
  ["source.query-refused", {}, { views: { people: { sql: "DELETE FROM V_MATRIX_AGENT" } } }, {}],
  ["source.column-missing", {}, { views: { people: { view: "V_MATRIX_STRUCTURE" } } }, { file: "V_MATRIX_STRUCTURE" }],
  ["source.empty", {}, { views: { people: { sql: "SELECT * FROM V_MATRIX_AGENT WHERE 0" } } }, { branch: "V_MATRIX_AGENT" }],
])("%s: %j %j", async (code, database, changes, params) => {
  writeFileSync(join(folder, "text.db"), "no database at all ".repeat(50));
  expect(await sqlFailure(sqlConfig({ kind: "sqlite", file, ...database }, changes))).toMatchObject({ code, params });
});

it("stops a view that takes too long", async () => {
  const sql = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) SELECT a.* FROM n, V_MATRIX_AGENT a`;
  const late = config({ statementSeconds: 0.2, views: { people: { sql } } });
  expect(await sqlFailure(late)).toMatchObject({ code: "source.timeout", params: { view: "V_MATRIX_AGENT" } });
});
