/** What programs say of themselves: real ones where they are, and stand-ins that tell old versions. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describePlatform } from "#config/platform.ts";
import { installedFindings, neededPrograms } from "./check-installed.ts";
import { type InstalledPrograms, installedPrograms } from "./installed-programs.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-programs-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function standIn(name: string, said: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho '${said}'\n`);
  chmodSync(path, 0o755);
  return path;
}

function standIns(versions: Partial<Record<keyof InstalledPrograms, string>> = {}): InstalledPrograms {
  const { python = "1.163.2", nginx = "1.18.0", redis = "6.0.16", postgres = "14.1", prometheus = "2.42.0" } = versions;
  standIn("postgres", `postgres (PostgreSQL) ${postgres}`);
  return {
    python: standIn("python", `Synapse ${python}`),
    nginx: standIn("nginx", `nginx version: nginx/${nginx}`),
    redis: standIn("redis-server", `Redis server v=${redis} sha=0`),
    postgres: folder,
    prometheus: standIn("prometheus", `prometheus, version ${prometheus} (branch: main)`),
  };
}
const none: InstalledPrograms = { python: null, nginx: null, redis: null, postgres: null, prometheus: null };

async function seen(installed: InstalledPrograms, target: "local" | "systemd" = "local"): Promise<string[]> {
  const platform = describePlatform({ name: "prod", serverName: "univ-demo.example" }, { profile: "lab", target });
  const found = await installedFindings(platform, installed);
  return found.map(({ severity, code, subject }) => `${severity} ${code} ${subject.replace("servers.prod.platform.", "")}`);
}

describe("installedFindings", () => {
  it("accepts the oldest versions and the exact Synapse", async () => expect(await seen(standIns())).toEqual([]));

  it.each([
    [{ nginx: "1.17.10" }, "error program-old reverseProxy"],
    [{ redis: "5.0.14" }, "error program-old redis"],
    [{ postgres: "13.22" }, "error program-old database"],
    [{ prometheus: "2.9.2" }, "error program-old monitoring"],
    [{ python: "1.162.0" }, "error synapse-other synapse.version"],
    [{ redis: "so old" }, "error program-broken redis"],
  ])("%o", async (versions, expected) => expect(await seen(standIns(versions))).toEqual([expected]));

  it("names what is missing; elsewhere that only means that it can't judge its files", async () => {
    const keys = ["synapse.version", "database", "redis", "reverseProxy", "monitoring"];
    expect(await seen(none)).toEqual(keys.map((key) => `error program-missing ${key}`));
    expect(await seen(none, "systemd")).toEqual(keys.map((key) => `info program-missing ${key}`));
  });

  it("asks for nothing that the demonstration doesn't need", () => {
    expect(neededPrograms(describePlatform({ name: "p", serverName: "a.example" }, {}))).toEqual(["python"]);
  });

  it("understands the real ones that this machine has", async () => {
    const installed = { ...installedPrograms("/none"), python: null };
    const found = (await seen(installed)).filter((one) => !one.includes("program-missing"));
    expect(found).toEqual([]);
  });
});
