/** What every directory source must do, whatever it reads: run on the small university in the source's own form. */
import { describe, expect, it } from "vitest";
import type { PersonRecord, SourceReading, StructureRecord } from "#core/directory.ts";
import type { DirectorySource } from "#engine/ports.ts";
import { people, problemCounts, structures } from "./small-university.ts";

/** `open` gives a source of that university; it may be called several times. */
export function directoryContract(kind: SourceReading["kind"], open: () => Promise<DirectorySource>): void {
  describe(`${kind} source`, () => {
    it("gives every structure with its texts, parents and identifiers", async () => {
      const reading = await (await open()).read();
      expect(sortStructures(reading.structures)).toEqual(sortStructures(structures));
    });

    it("gives every person with state, populations, assignments and functions", async () => {
      const reading = await (await open()).read();
      expect(sortPeople(reading.people)).toEqual(sortPeople(people));
    });

    it("counts all entries, and names itself", async () => {
      const source = await open();
      const reading = await source.read();
      expect(reading.counts).toEqual({ people: people.length, structures: structures.length });
      expect([reading.source, reading.kind]).toEqual([source.name, kind]);
    });

    it("reports what it could not use as problems, not as exceptions", async () => {
      const reading = await (await open()).read();
      expect(countCodes(reading)).toEqual(problemCounts);
      expect(reading.problems[0]).toMatchObject({ subject: "martien", params: { people: 1 } });
    });

    it("tells where each record comes from, each place once", async () => {
      const reading = await (await open()).read();
      const origins = [...reading.people, ...reading.structures].map((record) => record.origin);
      expect(new Set(origins).size).toBe(people.length + structures.length);
      expect(origins).not.toContain("");
    });

    it("reads the same twice", async () => {
      const source = await open();
      expect(await source.read()).toEqual(await source.read());
    });
  });
}

function countCodes(reading: SourceReading): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of reading.problems) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** Without origins, in one order: sources promise neither the order of records nor that of multiple values. */
export function sortPeople(records: readonly Omit<PersonRecord, "origin">[]) {
  return records
    .map((record) => ({ ...record, origin: "", assignments: sortRows(record.assignments), functions: sortRows(record.functions) }))
    .sort((a, b) => compare(`${a.login}`, `${b.login}`));
}

export function sortStructures(records: readonly Omit<StructureRecord, "origin">[]) {
  return records.map((record) => ({ ...record, origin: "", parents: [...record.parents].sort() })).sort((a, b) => compare(a.code, b.code));
}

function sortRows<T>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b)));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
