/** Life of a platform on this machine, with a real Synapse: start, watch, crash, stop, and nothing left behind. */
import { rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bootstrapIdentities } from "#adapters/matrix/bootstrap.ts";
import { describePlatform, type ServerPlatform } from "#config/platform.ts";
import { defaultPolicy } from "#core/policy.ts";
import { freePort } from "#hosting/ports.ts";
import { identify } from "#hosting/process-identity.ts";
import { renderPlatform } from "#hosting/render-platform.ts";
import { type RunningPlatform, startPlatform } from "#hosting/start-platform.ts";
import { readStatus } from "#hosting/status.ts";
import { stopPlatform } from "#hosting/stop-platform.ts";
import { eventually, processesHolding, type Script, startScript } from "../lab/processes.ts";
import { allow, hasSynapse, labFolder, synapsePython } from "../lab/synapse.ts";

const { identities } = defaultPolicy("univ-demo.example");
const host = join(import.meta.dirname, "../lab/host-platform.ts");

let folder = "";
let running: RunningPlatform | null = null;
let script: Script | null = null;

function described(more: object = {}): ServerPlatform {
  const { serverName = "univ-demo.example", ...rest } = more as { serverName?: string };
  return describePlatform({ name: "demo", serverName }, { stateFolder: folder, ...rest });
}
async function start(more: object = {}, python = synapsePython()): Promise<RunningPlatform> {
  running = await startPlatform({ platform: described(more), identities, python, allow });
  return running;
}
function left(): Promise<readonly number[]> {
  return eventually(
    () => processesHolding(folder),
    (pids) => pids.length === 0,
  );
}
async function hostElsewhere(): Promise<string> {
  script = await startScript(host, [folder, synapsePython()]);
  return script.nextLine();
}

beforeEach(() => {
  folder = labFolder("hosting");
});
afterEach(async () => {
  await running?.stop();
  await script?.end("SIGKILL");
  running = null;
  script = null;
  expect(await left()).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

const missing = !hasSynapse();

describe.skipIf(missing)("a local platform", () => {
  it("starts, tells its state, is not started twice, stops", async () => {
    const { baseUrl } = await start();
    const status = await readStatus(folder);
    expect(status).toMatchObject({ running: true, baseUrl, serverName: "univ-demo.example" });
    expect(status.processes).toMatchObject([{ name: "synapse", role: "main", up: true, healthy: true, restarts: 0 }]);
    expect(status.processes[0]?.memoryBytes).toBeGreaterThan(50_000_000);
    expect((await renderPlatform({ platform: described(), identities, allow })).site.publicUrl).toBe(`${baseUrl}/`);
    for (const secret of ["conf/synapse/appservice-a.yaml", "data/synapse/homeserver.db"])
      expect(statSync(join(folder, secret)).mode & 0o777).toBe(0o600);
    await expect(startPlatform({ platform: described(), identities, python: synapsePython(), allow })).rejects.toMatchObject({
      code: "platform.running",
      params: { pid: String(process.pid) },
    });
    await running?.stop();
    expect(await readStatus(folder)).toMatchObject({ running: false, processes: [] });
    expect(await stopPlatform(folder)).toBe("not-running");
  });

  it("is started again after a crash, at the same address", async () => {
    const { baseUrl } = await start();
    const before = (await readStatus(folder)).processes[0]?.pid ?? 0;
    process.kill(before, "SIGKILL");
    const after = await eventually(
      () => readStatus(folder),
      (status) => status.processes[0]?.healthy === true && status.processes[0].pid !== before,
    );
    expect(after).toMatchObject({ running: true, baseUrl, processes: [{ up: true, healthy: true, restarts: 1 }] });
  });

  it("keeps its address, secrets and identities from one start to the next", async () => {
    const first = await start();
    const { baseUrl, asToken, sharedSecret, serverName } = first;
    await bootstrapIdentities({ baseUrl, asToken, sharedSecret, serverName, ...identities, displayName: "Agent Smith" });
    await first.stop();
    const second = await start();
    expect(second).toMatchObject({ baseUrl, asToken, sharedSecret });
    const user = encodeURIComponent(`@${identities.agentSmith}:${serverName}`);
    const answer = await fetch(`${baseUrl}/_matrix/client/v3/profile/${user}`, { headers: { authorization: `Bearer ${asToken}` } });
    expect(await answer.json()).toMatchObject({ displayname: "Agent Smith" });
  });
});

describe.skipIf(missing)("a local platform and other processes", () => {
  it("leaves nothing when campus is killed, and starts again on what it left", async () => {
    await hostElsewhere();
    expect((await readStatus(folder)).running).toBe(true);
    expect(processesHolding(folder).length).toBeGreaterThan(1);
    await script?.end("SIGKILL");
    expect(await left()).toEqual([]);
    // A dying process has given its command line back a moment before it counts as gone.
    const status = await eventually(
      () => readStatus(folder),
      ({ processes }) => processes.every(({ up }) => !up),
    );
    expect(status).toMatchObject({ running: false, processes: [{ up: false, pid: null }] });
    await start();
    expect((await readStatus(folder)).running).toBe(true);
  });

  it("leaves nothing after Ctrl-C", async () => {
    await hostElsewhere();
    await script?.end("SIGINT");
    expect(await left()).toEqual([]);
  });

  it("is stopped by another command, and the one that watched it ends by itself", async () => {
    await hostElsewhere();
    expect(await stopPlatform(folder)).toBe("stopped");
    expect(await script?.nextLine()).toBe("stopped");
    expect(await readStatus(folder)).toMatchObject({ running: false, processes: [] });
  });

  it("never takes a stranger for the process written in a stale record", async () => {
    const self = identify(process.pid);
    const stranger = { ...self, startTime: 1 };
    const old = {
      name: "synapse",
      role: "main",
      port: 1,
      healthUrl: "http://127.0.0.1:1/health",
      identity: stranger,
      restarts: 0,
      since: "",
    };
    await start();
    await running?.stop();
    writeFileSync(join(folder, "run/platform.json"), JSON.stringify({ owner: stranger, baseUrl: "x", serverName: "x", processes: [old] }));
    expect(await readStatus(folder)).toMatchObject({ running: false, processes: [{ up: false }] });
    expect(await stopPlatform(folder)).toBe("not-running");
    expect(identify(process.pid)).toEqual(self);
  });
});

describe.skipIf(missing)("a platform that cannot start says why and leaves nothing", () => {
  async function refusal(more: object, python?: string): Promise<unknown> {
    return start(more, python).then(
      () => "started",
      ({ code, params }) => ({ code, params }),
    );
  }

  it("when its port is taken", async () => {
    const port = await freePort();
    const holder = createServer().listen(port, "127.0.0.1");
    expect(await refusal({ ports: { client: port } })).toMatchObject({ code: "platform.port-busy", params: { port: String(port) } });
    await new Promise((done) => holder.close(done));
  });

  it("when the disk is nearly full", async () => {
    const asked = { platform: described(), identities, python: synapsePython(), allow, minimumFreeBytes: Number.MAX_SAFE_INTEGER };
    await expect(startPlatform(asked)).rejects.toMatchObject({ code: "platform.disk-full", params: { path: folder } });
  });

  it("when Python or Synapse is missing", async () => {
    expect(await refusal({}, "/nowhere/python")).toMatchObject({
      code: "platform.missing-program",
      params: { name: "/nowhere/python" },
    });
    expect(await refusal({}, "/usr/bin/python3")).toMatchObject({ code: "platform.missing-program", params: { name: "synapse" } });
  });

  it("when the folder holds another server's database, in Synapse's own words", async () => {
    const { baseUrl, asToken, sharedSecret, serverName, stop } = await start();
    await bootstrapIdentities({ baseUrl, asToken, sharedSecret, serverName, ...identities, displayName: "Agent Smith" });
    await stop();
    const seen = await refusal({ serverName: "other.example" });
    expect(seen).toMatchObject({ code: "platform.start-failed", params: { name: "synapse" } });
    expect(JSON.stringify(seen)).toContain("You cannot change a synapse server_name");
    expect(JSON.stringify(seen)).not.toContain("prepare_database.py");
    expect(await readStatus(folder)).toMatchObject({ running: false, processes: [] });
  });
});
