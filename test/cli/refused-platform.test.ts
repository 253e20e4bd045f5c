/** A description that contradicts itself: neither rendered nor started, whatever the target. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runCampus } from "./run-campus.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-refused-"));
  const platform = { profile: "lab", stateFolder: "platform", federation: ["univ-amie.example"] };
  const servers = [{ name: "test", serverName: "univ-demo.example", platform }];
  writeFileSync(join(folder, "campus.yaml"), JSON.stringify({ servers, sources: [{ kind: "csv", folder: "csv" }] }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each(["render", "up"])("platform %s says which key to change, and makes nothing", { timeout: 30_000 }, async (act) => {
  const end = await runCampus(folder, ["platform", act], { PATH: process.env.PATH ?? "", HOME: folder, LANG: "fr_FR.UTF-8" });
  expect(end).toMatchObject({ code: 1, err: expect.stringContaining("servers.test.platform.federation") });
  expect(end.err).toContain("Rien n'a été rendu ni démarré.");
  expect(existsSync(join(folder, "platform"))).toBe(false);
});
