/** What `campus test` counts: every way a suite can be red ends in a number above zero. */
import { describe, expect, test } from "vitest";
import { summarize, type VitestReport } from "./test-report.ts";
import { chooseSteps, testSteps } from "./test-steps.ts";

type File = VitestReport["testResults"][number];

function file(name: string, statuses: readonly string[], status = "passed"): File {
  const assertionResults = statuses.map((one, index) => ({ fullName: `case ${index}`, status: one, failureMessages: [`said ${one}`] }));
  return { name: `/repo/${name}`, status, message: "does not load", startTime: 1000, endTime: 3500, assertionResults };
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

  test("seconds are those of the file", () => {
    expect(summarize({ testResults: [file("a.test.ts", [])] }, "/repo").files).toEqual([{ file: "a.test.ts", seconds: 2.5 }]);
  });
});

describe("choosing steps", () => {
  test("no name means all, in order", () => {
    expect(chooseSteps([])).toEqual({ steps: testSteps, filters: [] });
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
