/** What `campus test` runs, in order: gates first because they are quick, real servers last. */

export interface TestStep {
  readonly name: string;
  readonly title: string;
  /** A gate counts as one test; a suite counts the tests of its report. */
  readonly kind: "gate" | "suite";
  readonly command: readonly [string, ...string[]];
  /** After that many seconds the step is stopped and counted as failed. */
  readonly limitSeconds: number;
  /** `long`: run when it is named, with `--long`, or in continuous integration; `endurance`: when it is named or with `--long`. */
  readonly when?: "long" | "endurance";
}

const vitest = "node_modules/vitest/vitest.mjs";
const tsc = "node_modules/typescript/bin/tsc";

export const testSteps: readonly TestStep[] = [
  gate("lint", "format and lint", ["npm", "run", "lint"]),
  gate("types", "types", ["node", tsc, "-p", "tsconfig.json"]),
  gate("pure", "types of the pure rings", ["node", tsc, "-p", "tsconfig.pure.json"]),
  suite("unit", "unit, scenarios, properties, contracts on fakes", 600),
  suite("integration", "real servers", 1800),
  { ...suite("long", "whole machines", 1200), when: "long" },
  { ...suite("endurance", "sixty days of a larger university", 1800), when: "endurance" },
];

/** Option that adds the long steps. */
const withLong = "--long";

/** Where the suite writes its machine-readable report, relative to the root. */
export function reportPath(step: TestStep): string {
  return `.campus/log/test-${step.name}.json`;
}

export function logPath(step: TestStep): string {
  return `.campus/log/test-${step.name}.log`;
}

/** Splits the arguments: names of steps, and file filters handed to the suites. No name means every step that isn't long. */
export function chooseSteps(
  args: readonly string[],
  isStrict = false,
): { readonly steps: readonly TestStep[]; readonly filters: readonly string[] } {
  const named = testSteps.filter((step) => args.includes(step.name));
  const filters = args.filter((arg) => arg !== withLong && !testSteps.some((step) => step.name === arg));
  const usual = testSteps.filter(({ when }) => when === undefined || args.includes(withLong) || (when === "long" && isStrict));
  const all = filters.length > 0 ? usual.filter((step) => step.kind === "suite") : usual;
  return { steps: named.length > 0 ? named : all, filters };
}

function gate(name: string, title: string, command: readonly [string, ...string[]]): TestStep {
  return { name, title, kind: "gate", command, limitSeconds: 180 };
}

function suite(name: string, title: string, limitSeconds: number): TestStep {
  const step: TestStep = { name, title, kind: "suite", command: ["node", vitest], limitSeconds };
  const report = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportPath(step)}`];
  return { ...step, command: ["node", vitest, "run", "--project", name, "--passWithNoTests", ...report] };
}
