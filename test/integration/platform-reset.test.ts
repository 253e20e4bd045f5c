/** A test server reinstalled in one command, on a real Synapse: stopped, erased, forgotten; the next start and pass are first ones. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { bootstrapIdentities } from "#adapters/matrix/bootstrap.ts";
import { endpoints } from "#adapters/matrix/endpoints.ts";
import { describePlatform } from "#config/platform.ts";
import { defaultPolicy } from "#core/policy.ts";
import { freePort } from "#hosting/ports.ts";
import { type RunningPlatform, startPlatform } from "#hosting/start-platform.ts";
import { openPlatformSite } from "../cli/bad-platform.ts";
import { campusIn } from "../cli/campus-in.ts";
import { goodFiles } from "../cli/small-site.ts";
import { hasSynapse, synapsePython } from "../lab/synapse.ts";

const serverName = "univ-demo.example";
const { identities } = defaultPolicy(serverName);

async function start(stateFolder: string, client: number): Promise<RunningPlatform> {
  const platform = describePlatform({ name: "essai", serverName }, { stateFolder, ports: { client } });
  const running = await startPlatform({ platform, identities, python: synapsePython(), allow: Object.values(endpoints) });
  await bootstrapIdentities({ ...running, baseUrl: running.mainUrl, ...identities, displayName: "Agent Smith" });
  return running;
}

interface Passed {
  readonly code: number | null;
  readonly applied: number;
}

async function pass(folder: string): Promise<Passed> {
  const { code, out, err } = await campusIn(folder, ["sync", "--json", "--approve-as", "Camille", "--comment", "essai"]);
  expect(code, err).toBe(0);
  return { code, applied: (JSON.parse(out) as { applied: number }).applied };
}

describe.skipIf(!hasSynapse())("campus platform reset", () => {
  it("lets a test server begin anew", async () => {
    const { folder, close } = openPlatformSite();
    const port = await freePort();
    for (const [name, text] of Object.entries(goodFiles)) writeFileSync(join(folder, "data", name), text);
    const platform = { stateFolder: "state", ports: { client: port } };
    const server = { name: "essai", url: `http://127.0.0.1:${port}`, serverName, tokenFile: "state/secrets/as-token", platform };
    const source = { kind: "csv", name: "octopus", folder: "data" };
    writeFileSync(
      join(folder, "campus.yaml"),
      stringify({ today: "2026-09-21", store: { kind: "embedded" }, servers: [server], sources: [source] }),
    );
    mkdirSync(join(folder, "state"));
    let running = await start(join(folder, "state"), port);
    try {
      const first = await pass(folder);
      expect(first.applied).toBeGreaterThan(50);
      expect(await pass(folder)).toEqual({ code: 0, applied: 0 });
      const { code, out } = await campusIn(folder, ["platform", "reset", "--confirm", "essai", "--json"]);
      expect([code, JSON.parse(out)]).toEqual([0, { server: "essai", folder: join(folder, "state"), wasRunning: true }]);
      await running.stopped;
      expect(existsSync(join(folder, "state"))).toBe(false);
      await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
      running = await start(join(folder, "state"), port);
      expect(await pass(folder)).toEqual(first);
      expect(await pass(folder)).toEqual({ code: 0, applied: 0 });
    } finally {
      await running.stop();
      close();
    }
  });
});
