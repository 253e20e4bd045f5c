/** `campus test`: every gate and suite, a ledger of seconds, and one last line that says how many passed, failed, were skipped. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type ChildEnd, runChild } from "./test-child.ts";
import {
  addCounts,
  type Counts,
  type Failure,
  type FileTime,
  fileTimeIn,
  noCounts,
  type SuiteReport,
  summarize,
  type VitestReport,
} from "./test-report.ts";
import { chooseSteps, logPath, reportPath, type TestStep } from "./test-steps.ts";

const root = join(import.meta.dirname, "../..");
const slowestShown = 10;
const linesShown = 40;

interface StepEnd extends SuiteReport {
  readonly step: TestStep;
  readonly end: ChildEnd;
  readonly files: readonly FileTime[];
}

/**
 * `args`: names of steps (lint, types, pure, unit, integration, long, endurance), `--long`, and file filters for the suites; none means all but what is long.
 * A failing step doesn't stop the next. Returns the exit code: 0 all passed, 1 a failure, 4 interrupted.
 * With CI=true a skipped test is a failure: every real component must be there.
 */
export async function runTests(args: readonly string[]): Promise<number> {
  mkdirSync(join(root, ".campus/log"), { recursive: true });
  const { steps, filters } = chooseSteps(args, Boolean(process.env.CI));
  const ends: StepEnd[] = [];
  for (const step of steps) {
    const end = await runStep(step, filters);
    ends.push(end);
    if (end.end.code === "interrupted") break;
  }
  printLedger(ends);
  const counts = ends.map((end) => end.counts).reduce(addCounts, noCounts);
  const strict = process.env.CI ? refuseSkips(counts) : counts;
  print(`${strict.passed} passed, ${strict.failed} failed, ${strict.skipped} skipped`);
  if (ends.some((end) => end.end.code === "interrupted")) return 4;
  return strict.failed > 0 ? 1 : 0;
}

async function runStep(step: TestStep, filters: readonly string[]): Promise<StepEnd> {
  print(`» ${step.title}`);
  if (step.kind === "suite") rmSync(join(root, reportPath(step)), { force: true });
  const files: FileTime[] = [];
  const [program, ...args] = step.command;
  const end = await runChild([program, ...args, ...(step.kind === "suite" ? filters : [])], {
    root,
    log: join(root, logPath(step)),
    limitSeconds: step.limitSeconds,
    onLine: (line) => {
      streamFailure(step, line);
      files.push(...[fileTimeIn(line)].filter((time) => time !== null));
    },
  });
  const report = step.kind === "suite" ? readSuite(step, end) : readGate(step, end);
  printFailures(report, step);
  return { step, end, files, ...report };
}

/** A red test is shown the moment it ends; its details follow when the suite has ended. */
function streamFailure(step: TestStep, line: string): void {
  if (step.kind === "suite" && /^\s*×\s/.test(line)) print(`  ${line.trim()}`);
}

function readGate(step: TestStep, end: ChildEnd): SuiteReport {
  if (end.code === 0) return { counts: { ...noCounts, passed: 1 }, failures: [] };
  return { counts: { ...noCounts, failed: 1 }, failures: [readEnd(step, end)] };
}

/** A runner that ended badly although no test failed (an error outside tests, a time-out, no report) is one failure more. */
function readSuite(step: TestStep, end: ChildEnd): SuiteReport {
  const report = readReport(step);
  if (end.code === 0 || (report.counts.failed > 0 && end.code === 1)) return report;
  const failure = readEnd(step, end);
  return { ...report, counts: addCounts(report.counts, { ...noCounts, failed: 1 }), failures: [...report.failures, failure] };
}

function readReport(step: TestStep): SuiteReport {
  try {
    const report: VitestReport = JSON.parse(readFileSync(join(root, reportPath(step)), "utf8"));
    return summarize(report, root);
  } catch {
    return { counts: noCounts, failures: [] };
  }
}

/** A gate says the most important first, a runner that broke says why last. */
function readEnd(step: TestStep, end: ChildEnd): Failure {
  const lines = readFileSync(join(root, logPath(step)), "utf8")
    .trimEnd()
    .split("\n");
  const shown = step.kind === "gate" ? lines.slice(0, linesShown) : lines.slice(-linesShown);
  return { name: `${step.name}: ${typeof end.code === "number" ? `exit code ${end.code}` : end.code}`, message: shown.join("\n") };
}

function refuseSkips(counts: Counts): Counts {
  if (counts.skipped > 0) print(`CI=true: ${counts.skipped} skipped count as failed, every real component must be there`);
  return counts.skipped > 0 ? { ...counts, failed: counts.failed + counts.skipped, skipped: 0 } : counts;
}

function printFailures(report: SuiteReport, step: TestStep): void {
  for (const failure of report.failures) {
    const lines = failure.message.split("\n").filter((line) => !/^\s+at .*(node_modules|node:internal|new Promise)/.test(line));
    print(`✗ ${failure.name}\n    ${lines.slice(0, linesShown).join("\n    ")}\n    log: ${logPath(step)}`);
  }
}

function printLedger(ends: readonly StepEnd[]): void {
  print(`\n${"step".padEnd(14)}${"seconds".padStart(9)}${"passed".padStart(9)}${"failed".padStart(9)}${"skipped".padStart(9)}`);
  for (const { step, end, counts } of ends) {
    const figures = [end.seconds.toFixed(1), counts.passed, counts.failed, counts.skipped];
    print(`${step.name.padEnd(14)}${figures.map((figure) => String(figure).padStart(9)).join("")}`);
  }
  const slowest = ends.flatMap((end) => end.files).sort((a: FileTime, b: FileTime) => b.seconds - a.seconds);
  if (slowest.length > 0) print("\nslowest files");
  for (const { file, seconds } of slowest.slice(0, slowestShown)) print(`${seconds.toFixed(1).padStart(8)} s  ${file}`);
  print("");
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
