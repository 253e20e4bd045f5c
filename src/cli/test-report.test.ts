/** What `campus test` counts: every way a suite can be red ends in a number above zero. */
import { describe, expect, test } from "vitest";
import { fileTimeIn, summarize, type VitestReport } from "./test-report.ts";
import { chooseSteps, testSteps } from "./test-steps.ts";

type File = VitestReport["testResults"][number];

function file(name: string, statuses: readonly string[], status = "passed"): File {
  const assertionResults = statuses.map((one, index) => ({ fullName: `case ${index}`, status: one, failureMessages: [`said ${one}`] }));
  return { name: `/repo/${name}`, status, message: "does not load", assertionResults };
}

describe("counting a report", () => {
  test("passed, failed, skipped and to-do are told apart", () => {
    const report = summarize({ testResults: [file("a.test.ts", ["passed", "failed", "skipped", "todo"], "failed")] }, "/repo");
    expect(report.counts).toEqual({ passed: 1, failed: 1, skipped: 2 });
    expect(report.failures).toEqual([{ name: "a.test.ts › case 1", message: "said failed" }]);
  });

  test("a file that does not load is one failure although it has no test", () => {
    const report = summarize({ testResults: [file("a.test.ts", [], "failed"), file("b.test.ts", ["passed"])] }, "/repo");
    expect(report.counts).toEqual({ passed: 1, failed: 1, skipped: 0 });
    expect(report.failures).toEqual([{ name: "a.test.ts", message: "does not load" }]);
  });

  test("a hook that throws is a failure beside the tests it skipped", () => {
    const report = summarize({ testResults: [file("a.test.ts", ["skipped", "skipped"], "failed")] }, "/repo");
    expect(report.counts).toEqual({ passed: 0, failed: 1, skipped: 2 });
  });

  test("seconds are those of the screen, hooks included", () => {
    expect(fileTimeIn(" ✓ |unit| src/a.test.ts (3 tests) 2500ms")).toEqual({ file: "src/a.test.ts", seconds: 2.5 });
    expect(fileTimeIn(" ❯ |unit| test/b.test.ts (10 tests | 1 failed) 31ms")).toEqual({ file: "test/b.test.ts", seconds: 0.031 });
    expect(fileTimeIn("   ✓ a test of its own 12ms")).toBeNull();
  });
});

describe("choosing steps", () => {
  test("no name means all, in order; the long ones when asked for, whole machines in continuous integration too", () => {
    const named = (...left: string[]) => testSteps.filter((step) => !left.includes(step.name));
    expect(chooseSteps([])).toEqual({ steps: named("long", "endurance"), filters: [] });
    expect(chooseSteps(["--long"])).toEqual({ steps: testSteps, filters: [] });
    expect(chooseSteps([], true)).toEqual({ steps: named("endurance"), filters: [] });
    expect(chooseSteps(["long"]).steps.map((step) => step.name)).toEqual(["long"]);
  });

  test("names choose, the rest filters files", () => {
    const { steps, filters } = chooseSteps(["unit", "src/core"]);
    expect(steps.map((step) => step.name)).toEqual(["unit"]);
    expect(filters).toEqual(["src/core"]);
  });

  test("a filter alone leaves the gates out", () => {
    expect(chooseSteps(["src/core"]).steps.map((step) => step.name)).toEqual(["unit", "integration"]);
  });
});
