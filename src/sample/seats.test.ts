/** Structures get exactly the members they should have, whoever gets the seats. */
import { expect, it } from "vitest";
import { generateUniversity } from "./generate.ts";
import type { SamplePerson } from "./model.ts";
import { shareSeats } from "./seats.ts";
import { buildStructures, isClosed, structureCount } from "./structures.ts";

it("grows from 26 structures at 200 people to 60 at 500 and 162 from 8,886", () => {
  expect([100, 200, 350, 500, 8886, 100_000].map(structureCount)).toEqual([26, 26, 43, 60, 162, 162]);
});

it("shares every seat, gives exact structures their number and the others 3 at least", () => {
  for (const seats of [300, 900, 9000]) {
    const structures = buildStructures(8886);
    const targets = shareSeats({ ...structures, exact: new Map([["HS_R55", 94]]) }, seats + 400);
    expect([...targets.values()].reduce((sum, one) => sum + one, 0)).toBe(seats + 400);
    expect(targets.get("HS_R55")).toBe(94);
    expect(Math.min(...targets.values())).toBeGreaterThanOrEqual(3);
  }
});

it("gives nobody the same structure twice, and nobody a closed one, but for the cases that say so", () => {
  const { people, structures, cases, counted } = generateUniversity({ size: 500, seed: 3, day: 0 });
  const closed = new Set(structures.filter((one) => isClosed(one)).map((one) => one.code));
  const places = (person: SamplePerson) => person.assignments.filter((link) => link.kind !== "ETUDE").map((link) => link.structure);
  const twice = people.filter((one) => new Set(places(one)).size < places(one).length).map((one) => one.id);
  const inClosed = people.filter((one) => one.assignments.some((link) => closed.has(link.structure))).map((one) => one.id);
  expect(twice).toEqual(cases["overlapping-assignments"]);
  expect(inClosed).toEqual(cases["assignment-in-closed-structure"]);
  expect(counted.size).toBe(500);
});
