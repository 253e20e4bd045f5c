/** The architecture, enforced: rings, sizes, purity; each rule is shown able to fail on a fixture. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fixtures } from "./architecture/fixtures.ts";
import { checkFile } from "./architecture/rules.ts";

const root = new URL("..", import.meta.url).pathname;
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => /\.(tsx?|sh)$|^(campus|\.ci\/run|tools\/[\w-]+)$/.test(file) && !file.includes("/generated/"));

const violations = files.flatMap((file) => checkFile(file, readText(file)));

function readText(file: string): string {
  try {
    return readFileSync(`${root}${file}`, "utf8");
  } catch {
    return "/** deleted but still in the index */";
  }
}

test("the scan covers the code", () => {
  expect(files.length).toBeGreaterThan(30);
  expect(files).toContain("src/core/plan.ts");
  expect(files).toContain("campus");
});

describe("every file keeps the rule", () => {
  const ruleNames = [...new Set(fixtures.map((fixture) => fixture.breaks).filter((rule) => rule !== null))];
  test.each(ruleNames)("%s", (rule) => {
    expect(violations.filter((violation) => violation.rule === rule).map((violation) => violation.at)).toEqual([]);
  });

  test("no rule is without a fixture", () => {
    expect(violations.filter((violation) => !ruleNames.includes(violation.rule))).toEqual([]);
  });
});

describe("every rule can fail, and only when it should", () => {
  test.each(fixtures)("$title", ({ file, source, breaks }) => {
    expect(checkFile(file, source).map((violation) => violation.rule)).toEqual(breaks === null ? [] : [breaks]);
  });
});
