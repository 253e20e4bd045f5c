/** A database that can't be used, through the command line: three sentences in both languages, nothing written, all is well afterwards. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { tableStatements, tablesOf } from "../lab/view-tables.ts";
import { expectRefusal, goodFiles, openSmallSite, type SmallSite } from "./small-site.ts";

const patience = 60_000;
let site: SmallSite;

/** The site's files as tables of one database, changed by more statements. */
function fill(...more: readonly string[]): void {
  const file = join(site.folder, "si.db");
  rmSync(file, { force: true });
  const database = new DatabaseSync(file);
  for (const statement of [...tableStatements(tablesOf(goodFiles)), ...more]) database.exec(statement);
  database.close();
}

function follow(changes: Record<string, unknown> = {}): void {
  const file = join(site.folder, "campus.yaml");
  const source = { kind: "sql", name: "octopus", database: { kind: "sqlite", file: "si.db" }, ...changes };
  writeFileSync(file, stringify({ ...(parse(readFileSync(file, "utf8")) as object), sources: [source] }), { mode: 0o600 });
}

beforeAll(async () => {
  site = await openSmallSite();
  fill();
  follow();
  const first = await site.campus("sync", "--approve-as", "Camille");
  expect(first.code, first.out + first.err).toBe(0);
  expect(site.writes()).toBeGreaterThan(100);
}, patience);
afterAll(() => site.close());

describe("stops the pass before anything is written", () => {
  afterEach(async () => {
    fill();
    follow();
    const plan = await site.campus("plan", "--json");
    expect(JSON.parse(plan.out), plan.err).toMatchObject({ changes: [] });
    site.writes();
  }, patience);

  test.each<[string, readonly string[], Record<string, unknown>, (string | RegExp)[]]>([
    ["a database that is not there", [], { database: { kind: "sqlite", file: "absent.db" } }, ["octopus", "absent.db"]],
    ["a view that disappeared", ["DROP TABLE V_MATRIX_FONCTION"], {}, ["octopus", "V_MATRIX_FONCTION"]],
    ["a view without one of its columns", ["ALTER TABLE V_MATRIX_AGENT DROP COLUMN statut"], {}, ["statut", "V_MATRIX_AGENT"]],
    ["a view where nobody is left", ["DELETE FROM V_MATRIX_AGENT"], {}, ["octopus", "V_MATRIX_AGENT"]],
    ["a view where no assignment is left", ["DELETE FROM V_MATRIX_AFFECTATION"], {}, ["octopus", "V_MATRIX_AFFECTATION"]],
    ["SQL of the site that is wrong", [], { views: { people: { sql: "SELECT * FORM agents" } } }, ["octopus", /syntax error/]],
    ["a file of SQL that is missing", [], { views: { people: { sqlFile: "agents.sql" } } }, ["octopus", "agents.sql"]],
  ])("%s", { timeout: patience }, async (_, statements, changes, named) => {
    fill(...statements);
    follow(changes);
    await expectRefusal(site, named);
  });
});

test("doctor counts what a database gives, and says what is wrong with one", { timeout: patience }, async () => {
  const good = JSON.parse((await site.campus("doctor", "--json")).out) as { findings: { check: string; severity: string; text: string }[] };
  const told = good.findings.find(({ check }) => check === "source");
  expect(told).toMatchObject({ severity: "ok", subject: "octopus" });
  expect(told?.text).toMatch(/25.*5/);
  follow({ views: { people: { view: "V_AUTRE" } } });
  const bad = JSON.parse((await site.campus("doctor", "--json")).out) as { findings: { check: string; severity: string; text: string }[] };
  expect(bad.findings.find(({ check, severity }) => severity === "error" && check.startsWith("source"))?.text).toContain("V_AUTRE");
  follow();
});
