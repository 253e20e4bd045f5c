/** The domain's specification: every scenario file gives exactly its plan, whatever the order of its input, and once applied nothing is left. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { personKey, roomKey } from "#core/ids.ts";
import { originsOf } from "#core/merge-origins.ts";
import { explain } from "#core/why.ts";
import { renderChange, renderOrigin, renderProblem, renderVerdict, renderWrite } from "./render.ts";
import { type Prepared, runScenario } from "./run-scenario.ts";
import { Scenario, type Source, type University } from "./scenario.ts";
import { applyPlan } from "./simulate.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const numberOf = (file: string): number => Number(file.slice(0, file.indexOf("-")));
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .sort((one, other) => numberOf(one) - numberOf(other));
const scenarios = files.map((file) => ({ file, scenario: Scenario.parse(parse(readFileSync(`${folder}${file}`, "utf8"))) }));

function reversed(university: University): University {
  const { sources } = university;
  if (sources === undefined) return reversedSource(university);
  return { ...university, sources: Object.fromEntries(Object.entries(sources).map(([name, one]) => [name, reversedSource(one)])) };
}

/** Everything of one source; the order of the sources themselves is their precedence. */
function reversedSource<T extends Source>(university: T): T {
  const turn = <T>(record: Record<string, T> | undefined) => Object.fromEntries(Object.entries(record ?? {}).reverse());
  const people = Object.entries(university.people ?? {}).map(([id, one]) => {
    const turned =
      one === null
        ? null
        : {
            ...one,
            ...(one.in ? { in: [...one.in].reverse() } : {}),
            ...(one.functions ? { functions: [...one.functions].reverse() } : {}),
          };
    return [id, turned] as const;
  });
  return {
    ...university,
    structures: turn(university.structures),
    people: turn(Object.fromEntries(people)),
    entries: [...(university.entries ?? [])].reverse(),
  };
}

/** What Pourquoi answers, and where values come from. */
function expectAnswers(expected: Scenario["expect"], { input, readings }: Pick<Prepared, "input" | "readings">): void {
  for (const { person, room, verdict, reasons } of expected.why ?? []) {
    const why = explain(input, personKey(person), room === undefined ? undefined : roomKey(room));
    expect({ person, room, verdict: why.verdict, reasons: why.reasons.map((one) => one.code) }).toEqual({
      person,
      room,
      verdict,
      reasons,
    });
  }
  for (const [person, lines] of Object.entries(expected.origins ?? {})) {
    const found = originsOf(readings, input.policy, personKey(person));
    expect(found.map(renderOrigin)).toEqual(lines);
  }
}

describe("scenarios", () => {
  it.each(scenarios)("$file", ({ file, scenario }) => {
    expect(file, "the file is named by its sentence").toBe(
      `${file.slice(0, file.indexOf("-"))}-${scenario.scenario.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.yaml`,
    );
    const { plan, input, state, readings, again } = runScenario(scenario);
    const { expect: expected } = scenario;
    expect(plan.changes.map(renderChange)).toEqual(expected.changes);
    if (expected.problems) expect(plan.problems.map(renderProblem)).toEqual(expected.problems);
    expect(plan.ignored.map(renderProblem)).toEqual(expected.ignored ?? []);
    if (expected.bookkeeping) expect(plan.bookkeeping.map(renderWrite)).toEqual(expected.bookkeeping);
    expect(plan.guards.filter((one) => one.verdict === "held" && one.name !== "first-run").map(renderVerdict)).toEqual(expected.held ?? []);
    expectAnswers(expected, { input, readings });
    expect(JSON.stringify(runScenario(scenario, reversed).plan), "the order of input never matters").toBe(JSON.stringify(plan));
    // The same reading again is no fresh read: it doesn't count towards "vanished".
    const after = { ...applyPlan(state, plan, true), fresh: false };
    expect(again({ ...input, ...after }).changes.map(renderChange), "a second pass finds nothing else to do").toEqual(expected.next ?? []);
  });

  it("are each cited by the rules of the domain, docs/RULES.md", () => {
    const rules = readFileSync(new URL("../../docs/RULES.md", import.meta.url), "utf8");
    expect(files.filter((file) => !rules.includes(`(../test/scenarios/${file})`))).toEqual([]);
  });

  it("are at least a hundred and fifteen, each with a number of its own", () => {
    expect(files.length).toBeGreaterThanOrEqual(115);
    expect(new Set(files.map(numberOf)).size).toBe(files.length);
  });
});
