/** Reads Vitest's JSON report: how many tests passed, failed or were skipped, which files were slow, what failed. */

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface FileTime {
  readonly file: string;
  readonly seconds: number;
}

export interface Failure {
  readonly name: string;
  readonly message: string;
}

export interface SuiteReport {
  readonly counts: Counts;
  readonly failures: readonly Failure[];
}

/**
 * A file's seconds as the runner's screen shows them, `✓ |unit| src/a.test.ts (3 tests | 1 skipped) 12ms`: the report leaves out hooks,
 * which is where real servers start.
 */
export function fileTimeIn(line: string): FileTime | null {
  const found = /^\s*\S \|\w+\| (\S+) \(\d+ tests?[^)]*\) (\d+)\s*ms/.exec(line);
  return found === null ? null : { file: found[1] ?? "", seconds: Number(found[2]) / 1000 };
}

/** The part of the report that is read; `status` of a file is "failed" too when it could not be loaded. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

type FileResult = VitestReport["testResults"][number];

/** A file that fails without a failed test (it doesn't load, a hook throws) counts as one failure. */
export function summarize(report: VitestReport, root: string): SuiteReport {
  const results = report.testResults.map((result) => summarizeFile(result, result.name.replace(`${root}/`, "")));
  return {
    counts: results.map((result) => result.counts).reduce(addCounts, noCounts),
    failures: results.flatMap((result) => result.failures),
  };
}

export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0 };

export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

function summarizeFile(result: FileResult, file: string): SuiteReport {
  const tests = result.assertionResults;
  const broken = tests.filter((test) => test.status === "failed");
  const failures = broken.map((test) => ({ name: `${file} › ${test.fullName}`, message: (test.failureMessages ?? []).join("\n") }));
  if (result.status === "failed" && failures.length === 0) failures.push({ name: file, message: result.message });
  const passed = tests.filter((test) => test.status === "passed").length;
  const counts = { passed, failed: failures.length, skipped: tests.length - passed - broken.length };
  return { counts, failures };
}
