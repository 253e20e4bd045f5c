/** The demonstration on a whole platform, as a user types it: it converges, people sign in through CAS, nothing is left. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCampus } from "../cli/run-campus.ts";
import { hasPlatform } from "../lab/platform-lab.ts";
import { eventually, processesHolding } from "../lab/processes.ts";
import { synapsePython } from "../lab/synapse.ts";

let home = "";
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "campus-demo-lab-"));
  mkdirSync(join(home, ".campus"));
  symlinkSync(dirname(dirname(synapsePython())), join(home, ".campus/venv"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe.skipIf(!hasPlatform())("campus demo --profile lab", () => {
  test("converges on twelve workers, through nginx, with its memory in PostgreSQL", { timeout: 480_000 }, async () => {
    const env = { PATH: process.env.PATH ?? "", HOME: home, CAMPUS_HOME: home, LANG: "fr_FR.UTF-8" };
    const end = await runCampus(home, ["demo", "--profile", "lab", "--size", "100", "--once", "--json"], env);
    expect(end.code, end.err.slice(-3000)).toBe(0);
    const lines = end.out.trimEnd().split("\n");
    expect(lines).toHaveLength(1);
    const result = JSON.parse(lines[0] ?? "");
    expect(result).toMatchObject({ product: "campus", profile: "lab", size: 100, converged: true });
    expect(result.passes.map(({ failed }: { failed: number }) => failed)).toEqual([0, 0, 0]);
    expect(result.passes[0].applied).toBe(result.passes[0].changesTotal);
    expect(result.passes[1].changesTotal).toBe(0);
    expect(result.state.accounts.open).toBeGreaterThan(50);
    expect(
      await eventually(
        () => processesHolding(home),
        (pids) => pids.length === 0,
      ),
    ).toEqual([]);
  });

  test("refuses a profile it doesn't know", async () => {
    const end = await runCampus(home, ["demo", "--profile", "big"], { PATH: process.env.PATH ?? "", HOME: home, CAMPUS_HOME: home });
    expect(end).toMatchObject({ code: 1, err: expect.stringContaining("--profile") });
  });
});
