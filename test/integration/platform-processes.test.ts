/** The whole platform as processes: all of them told, any of them killed, the others unmoved, and nothing left of a killed campus. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { familyOf, identify, isAlive, type ProcessIdentity } from "#hosting/process-identity.ts";
import { type ProcessStatus, readStatus } from "#hosting/status.ts";
import { hasPlatform, type LabPlatform, startLab } from "../lab/platform-lab.ts";
import { eventually, startScript } from "../lab/processes.ts";
import { labFolder, synapsePython } from "../lab/synapse.ts";

const missing = !hasPlatform();
const host = join(import.meta.dirname, "../lab/host-platform.ts");
const others = ["postgres", "redis", "nginx", "cas", "prometheus"];

function isWell(processes: readonly ProcessStatus[]): boolean {
  return processes.length > 0 && processes.every(({ healthy }) => healthy);
}
/** Name → pid. */
function pidsOf(processes: readonly ProcessStatus[]): Readonly<Record<string, number | null>> {
  return Object.fromEntries(processes.map(({ name, pid }) => [name, pid]));
}
/** Names of those that are not the process they were. */
function replaced(before: readonly ProcessStatus[], after: readonly ProcessStatus[]): readonly string[] {
  const old = pidsOf(before);
  return after.filter(({ name, pid }) => pid !== old[name]).map(({ name }) => name);
}

describe.skipIf(missing)("the processes of a lab", () => {
  let lab: LabPlatform;
  beforeAll(async () => {
    lab = await startLab();
  });
  afterAll(() => lab?.stop());

  /** Kills a process by SIGKILL and waits until everything is well again: what it was, what it is. */
  async function kill(name: string): Promise<{ readonly before: readonly ProcessStatus[]; readonly after: readonly ProcessStatus[] }> {
    const before = await eventually(() => lab.processes(), isWell);
    const pid = pidsOf(before)[name] ?? 0;
    process.kill(pid, "SIGKILL");
    const after = await eventually(
      () => lab.processes(),
      (now) => isWell(now) && pidsOf(now)[name] !== pid,
      60_000,
    );
    expect(isWell(after)).toBe(true);
    return { before, after };
  }
  /** Through nginx, a worker, Redis and Postgres. */
  async function answers(): Promise<number> {
    const answer = await eventually(
      () =>
        fetch(`${lab.baseUrl}/_matrix/client/v3/login`).then(
          ({ status }) => status,
          () => 0,
        ),
      (status) => status === 200,
    );
    return answer;
  }

  it("are all there, seen from here and from outside, within three gigabytes", async () => {
    const processes = await eventually(() => lab.processes(), isWell);
    const roles = Object.groupBy(processes, ({ role }) => role);
    expect(roles.worker).toHaveLength(12);
    expect(roles.main).toHaveLength(1);
    expect(roles.parent).toHaveLength(1);
    expect(others.filter((name) => !processes.some((one) => one.name === name))).toEqual([]);
    expect(processes.reduce((sum, { memoryBytes }) => sum + (memoryBytes ?? 0), 0)).toBeLessThan(3 * 2 ** 30);
    const seen = await readStatus(lab.stateFolder);
    expect(seen.running).toBe(true);
    expect(pidsOf(seen.processes)).toEqual(pidsOf(processes));
    expect(await answers()).toBe(200);
  });

  it.each(["sync1", "event_persister1", "stream_writer", "background", "redis", "postgres", "nginx", "cas"])(
    "%s alone comes back after it was killed",
    async (name) => {
      const { before, after } = await kill(name);
      expect(replaced(before, after)).toEqual([name]);
      const counts = (processes: readonly ProcessStatus[]) => processes.find((one) => one.name === name)?.restarts ?? 0;
      expect(counts(after)).toBe(counts(before) + 1);
      expect(await answers()).toBe(200);
    },
  );

  it("of Synapse all come back after their parent was killed, and no other is touched", async () => {
    const { before, after } = await kill("synapse-parent");
    expect(replaced(before, after).filter((name) => others.includes(name))).toEqual([]);
    expect(replaced(before, after)).toHaveLength(14);
    expect(await answers()).toBe(200);
  });

  it("stay down when they are suspended, one by one", async () => {
    await lab.suspend("at-once", "media");
    await new Promise((done) => setTimeout(done, 1_000));
    const down = (await lab.processes()).filter(({ up }) => !up).map(({ name }) => name);
    expect(down).toEqual(["media"]);
    await lab.resume("media");
    expect(isWell(await eventually(() => lab.processes(), isWell))).toBe(true);
  });
});

describe.skipIf(missing)("a campus that is killed", () => {
  it("leaves none of the platform's processes behind, nor what they had started", async () => {
    const folder = labFolder("killed");
    const script = await startScript(host, [folder, synapsePython(), "lab"]);
    try {
      await script.nextLine();
      const { processes } = await readStatus(folder);
      expect(isWell(processes)).toBe(true);
      const pids = new Set(processes.flatMap(({ pid }) => (pid === null ? [] : familyOf(pid))));
      const known = [...pids].map(identify).filter((one): one is ProcessIdentity => one !== null);
      expect(known.length).toBeGreaterThan(processes.length + 10);
      await script.end("SIGKILL");
      const left = await eventually(
        () => known.filter(isAlive),
        (living) => living.length === 0,
      );
      expect(left).toEqual([]);
    } finally {
      await script.end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
