/** `campus platform size`: an advice that can be pasted into campus.yaml as it is. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { platformSchema } from "#config/platform.ts";
import { workerFindings } from "#platform/worker-rules.ts";
import { campusIn } from "./campus-in.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-size-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const size = (...args: readonly string[]) => campusIn(folder, ["platform", "size", ...args]);

it.each([
  [500, 0],
  [9_000, 12],
  [100_000, 42],
])("%i people: a table of %i workers that the schema and the rules accept", async (people, workers) => {
  const { code, out } = await size("--people", String(people), "--json");
  expect(code).toBe(0);
  const { yaml, reasons } = JSON.parse(out) as { yaml: string; reasons: readonly { text: string }[] };
  const platform = platformSchema.parse({ profile: "lab", ...(parse(yaml) as object) });
  expect(platform.synapse.workers).toHaveLength(workers);
  expect(workerFindings(platform, "at").filter(({ severity }) => severity === "error")).toEqual([]);
  expect(reasons).toHaveLength(4);
});

it("speaks both languages, says that it is an advice, and what is assumed", async () => {
  const french = await size("--people", "9000");
  expect(french.out).toMatch(
    /Conseil pour 9\s000 personnes[\s\S]+12 workers[\s\S]+Supposé, non mesuré[\s\S]+Surveillez[\s\S]+event_persister2/,
  );
  const english = await size("--people", "9000", "--lang", "en");
  expect(english.out).toMatch(/Advice for 9,000 people[\s\S]+12 workers[\s\S]+Assumed, not measured[\s\S]+Watch/);
  expect(`${french.out}${english.out}`).not.toMatch(/[{}?]/);
});

it.each(["0", "150001", "many", "-5"])("refuses %s people", async (people) => {
  const { code, err } = await size("--people", people);
  expect(code).toBe(1);
  expect(err).toContain("--people");
});
