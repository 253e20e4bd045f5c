/** `campus platform reset`: what it refuses, and what it leaves alone. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { stringify } from "yaml";
import { campusIn } from "./campus-in.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-reset-"));
  for (const name of ["state/data/synapse", "state/secrets", "state/mine", "data"]) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "state/secrets/as-token"), "t\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

function reset(platform: object, ...args: readonly string[]) {
  const server = { name: "essai", url: "http://127.0.0.1:1", serverName: "univ-demo.example", tokenFile: "token", platform };
  const config = { store: { kind: "embedded" }, servers: [server], sources: [{ kind: "csv", folder: "data" }] };
  writeFileSync(join(folder, "campus.yaml"), stringify(config));
  return campusIn(folder, ["platform", "reset", ...args]);
}
const demo = { stateFolder: "state" };

it.each([
  ["without a confirmation", demo, [], /--confirm essai/],
  ["under another name", demo, ["--confirm", "prod"], /--confirm essai/],
  ["in production, even confirmed", { ...demo, profile: "production" }, ["--confirm", "essai"], /production/],
  ["on machines of its own", { ...demo, profile: "lab", target: "systemd" }, ["--confirm", "essai"], /machines/],
])("erases nothing %s", async (_, platform, args, said) => {
  const { code, err } = await reset(platform, ...args);
  expect(code).toBe(1);
  expect(err).toMatch(said);
  expect(existsSync(join(folder, "state/secrets/as-token"))).toBe(true);
});

it("erases its own folders only, and may be repeated", { timeout: 60_000 }, async () => {
  const first = await reset(demo, "--confirm", "essai", "--json");
  expect([first.code, JSON.parse(first.out)]).toEqual([0, { server: "essai", folder: join(folder, "state"), wasRunning: false }]);
  expect(readdirSync(join(folder, "state"))).toEqual(["mine"]);
  expect((await reset(demo, "--confirm", "essai")).code).toBe(0);
  rmSync(join(folder, "state/mine"), { recursive: true });
  expect((await reset(demo, "--confirm", "essai")).out).toContain("essai");
  expect(existsSync(join(folder, "state"))).toBe(false);
});
