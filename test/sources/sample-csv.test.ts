/** The sample university's CSV folder, read from real files, is what the generator says it is. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openSource } from "#adapters/directory/open.ts";
import { CsvSource } from "#config/source.ts";
import { csvFiles } from "#sample/csv.ts";
import { generateUniversity } from "#sample/generate.ts";
import type { University } from "#sample/model.ts";
import { readingAsCsv } from "#sample/reading-csv.ts";
import { sortPeople, sortStructures } from "../contracts/directory.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function readCsv(university: University) {
  const folder = mkdtempSync(join(tmpdir(), "campus-sample-csv-"));
  folders.push(folder);
  for (const [file, text] of csvFiles(university)) writeFileSync(join(folder, file), text);
  return openSource(CsvSource.parse({ kind: "csv", folder }), { base: "/" }).read();
}

describe("sample university as CSV", () => {
  for (const [size, day] of [
    [200, 0],
    [500, 30],
  ] as const) {
    it(`reads back ${size} people on day ${day}`, async () => {
      const university = generateUniversity({ size, seed: 1, day });
      const expected = readingAsCsv(university);
      const reading = await readCsv(university);
      expect(reading.counts).toEqual(expected.counts);
      expect(sortStructures(reading.structures)).toEqual(sortStructures(expected.structures));
      expect(sortPeople(reading.people)).toEqual(sortPeople(expected.people));
      expect(reading.people.map((one) => one.origin)).toEqual(expected.people.map((one) => one.origin));
      expect(reading.problems.filter((one) => one.severity !== "info")).toEqual([]);
    });
  }
});
