/** Prints what each named scenario gives today, for a human to read before writing it down: node test/scenarios/accept.ts FILE… */
import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { personKey, roomKey } from "#core/ids.ts";
import { originsOf } from "#core/merge-origins.ts";
import { explain } from "#core/why.ts";
import { renderChange, renderOrigin, renderProblem, renderVerdict, renderWrite } from "./render.ts";
import { runScenario } from "./run-scenario.ts";
import { Scenario } from "./scenario.ts";
import { applyPlan } from "./simulate.ts";

function quote(text: string): string {
  return `    - ${JSON.stringify(text)}`;
}

function list(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [`  ${name}: []`] : [`  ${name}:`, ...lines.map(quote)];
}

/** The `expect` part as the core gives it now; `why` questions are kept and answered. */
function expectation(file: string): string {
  const scenario = Scenario.parse(parse(readFileSync(file, "utf8")));
  const { plan, input, state, readings, again } = runScenario(scenario);
  const after = again({ ...input, ...applyPlan(state, plan, true), fresh: false }).changes.map(renderChange);
  const origins = Object.keys(scenario.expect.origins ?? {}).flatMap((person) => [
    `    ${JSON.stringify(person)}:`,
    ...originsOf(readings, input.policy, personKey(person)).map((one) => `  ${quote(renderOrigin(one))}`),
  ]);
  const held = plan.guards.filter((one) => one.verdict === "held" && one.name !== "first-run").map(renderVerdict);
  const whys = (scenario.expect.why ?? []).map(({ person, room }) => {
    const why = explain(input, personKey(person), room === undefined ? undefined : roomKey(room));
    const reasons = why.reasons.map((one) => one.code).join(", ");
    return `    - {person: "${person}"${room === undefined ? "" : `, room: "${room}"`}, verdict: ${why.verdict}, reasons: [${reasons}]}`;
  });
  return [
    "expect:",
    ...list("changes", plan.changes.map(renderChange)),
    ...(after.length === 0 ? [] : list("next", after)),
    ...(scenario.expect.problems === undefined ? [] : list("problems", plan.problems.map(renderProblem))),
    ...(scenario.expect.bookkeeping === undefined ? [] : list("bookkeeping", plan.bookkeeping.map(renderWrite))),
    ...(held.length === 0 ? [] : list("held", held)),
    ...(origins.length === 0 ? [] : ["  origins:", ...origins]),
    ...(whys.length === 0 ? [] : ["  why:", ...whys]),
    "",
  ].join("\n");
}

for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.slice(0, text.indexOf("\nexpect:") + 1) + expectation(file));
  console.log(`${file}\n${expectation(file)}`);
}
