/** One wrong line in a site's SQL, and what stands between it and four thousand people. */
import { expect, test } from "vitest";
import type { SourceReading } from "#core/directory.ts";
import { mergeReadings } from "#core/merge.ts";
import { makePlan } from "#core/plan.ts";
import { syntheticState } from "../bench/synthetic-state.ts";
import { syntheticDecisions, syntheticPolicy, syntheticReading, syntheticToday } from "../bench/synthetic-world.ts";

const policy = syntheticPolicy();
const reading = syntheticReading(4_000);
const state = syntheticState(mergeReadings([reading], policy), policy);

function planOf(people: SourceReading["people"]) {
  const directory = mergeReadings([{ ...reading, people, counts: { ...reading.counts, people: people.length } }], policy);
  return makePlan({ server: "prod", directory, policy, decisions: syntheticDecisions, today: syntheticToday, fresh: true, ...state });
}

test("a view with a wrong function code promotes four hundred people: all of it is held, nothing else is", () => {
  const people = reading.people.map((person, index) => {
    const structure = person.assignments[0]?.structure ?? "";
    return index >= 40 && index < 440 ? { ...person, functions: [{ structure, code: "D30" }] } : person;
  });
  const { changes, guards } = planOf(people);
  const promoted = guards.find(({ name }) => name === "promotions");
  // Three levels each, and the rooms of the heads: four hundred new ones and the forty who were alone until now.
  expect(promoted).toMatchObject({ verdict: "held", value: 1_640 });
  const powers = changes.filter(({ kind }) => kind === "level.set" || kind === "member.join");
  expect(powers.length).toBe(1_640);
  expect(powers.filter(({ held }) => held !== "promotions")).toEqual([]);
});

test("thirty thousand students in the view of staff are read, counted, and get nothing", () => {
  const student = (index: number): SourceReading["people"][number] => ({
    ...{ origin: `e${index}`, id: `e${index}`, login: `e${index}`, displayName: `Étudiant ${index}`, state: "active", populations: [] },
    ...{ redList: false, assignments: [{ structure: "S1", kind: "ETUDE" }], functions: [] },
  });
  const plan = planOf([...reading.people, ...Array.from({ length: 30_000 }, (_, index) => student(index))]);
  expect(plan.changes).toEqual([]);
  expect(plan.guards.filter(({ verdict }) => verdict === "held")).toEqual([]);
});
