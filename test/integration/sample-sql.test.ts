/** The SQL of the sample runs on Postgres (embedded), and its views give the rows of the CSV folder. */
import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { csvColumns, type ViewName, viewRows } from "#sample/csv.ts";
import { generateUniversity } from "#sample/generate.ts";
import { sqlChunks } from "#sample/sql.ts";

const university = generateUniversity({ size: 200, seed: 1, day: 16 });

describe("SQL of the sample", () => {
  const database = new PGlite();
  beforeAll(async () => {
    for (const chunk of sqlChunks(university)) await database.exec(chunk);
  });
  afterAll(() => database.close());

  it.each(Object.keys(csvColumns) as ViewName[])("shows in %s what the CSV file holds", async (view) => {
    const { rows } = await database.query<Record<string, string | number | null>>(`SELECT * FROM ${view}`);
    const shown = rows.map((row) => csvColumns[view].map((column) => textOf(row[column])));
    // Somebody without an id is in the files only.
    const expected = (viewRows(university).get(view) ?? []).filter((row) => row[0] !== null);
    expect(shown.length).toBeGreaterThan(5);
    expect(shown).toEqual(expected.map((row) => row.map((value) => value)));
  });
});

function textOf(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
