/** The forking parent with the real Synapse loaded, and a small program in its place: births, deaths, and who notices. */
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openFleet } from "#hosting/fleet.ts";
import { freePort } from "#hosting/ports.ts";
import { isAlive, signal } from "#hosting/process-identity.ts";
import { type Child, endProgram } from "#hosting/program.ts";
import type { Service } from "#hosting/service.ts";
import { openZygote, type Zygote } from "#hosting/synapse-zygote.ts";
import { eventually, processesHolding, processesLeft, type Script, startScript } from "../lab/processes.ts";
import { hasSynapse, synapsePython } from "../lab/synapse.ts";

const env = {
  PATH: "/usr/bin:/bin",
  PYTHONPATH: join(import.meta.dirname, "../lab/forked-app"),
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONUNBUFFERED: "1",
};

let folder = "";
let zygote: Zygote | null = null;
let script: Script | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-zygote-"));
});
afterEach(async () => {
  await zygote?.stop();
  await script?.end("SIGKILL");
  zygote = null;
  script = null;
  expect(await processesLeft(folder)).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

async function open(python = synapsePython()): Promise<Zygote> {
  zygote = await openZygote({ name: "parent", python, env, folder, output: join(folder, "parent.out") });
  return zygote;
}
function start(name: string, ...args: readonly string[]): Promise<Child> {
  if (zygote === null) throw new Error("open it first");
  return zygote.start({ name, app: "forked_app", args: [...args, folder], folder, output: join(folder, `${name}.out`) });
}

interface Facts {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  readonly folder: string;
  readonly umask: number;
  readonly threads: number;
}
/** Pipes and sockets that a process holds, by their numbers in the kernel. */
function pipesOf(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
    try {
      const target = readlinkSync(`/proc/${pid}/fd/${name}`);
      return /^(pipe|socket):/.test(target) ? [target] : [];
    } catch {
      return [];
    }
  });
}
async function factsAt(port: number): Promise<Facts | null> {
  return eventually(
    () =>
      fetch(`http://127.0.0.1:${port}/`, { headers: { connection: "close" } }).then(
        (answer) => answer.json() as Promise<Facts>,
        () => null,
      ),
    (facts) => facts !== null,
  );
}
async function forkedService(name: string, needs: readonly string[] = []): Promise<Service> {
  const port = await freePort();
  return {
    name,
    role: "worker",
    port,
    health: { kind: "http", url: `http://127.0.0.1:${port}/` },
    needs,
    launch: {
      kind: "fork",
      app: {
        python: synapsePython(),
        app: "forked_app",
        args: ["serve", String(port), folder],
        folder,
        env,
        output: join(folder, `${name}.out`),
      },
    },
    logs: [],
    startMilliseconds: 30_000,
    stopMilliseconds: 5_000,
  };
}

const missing = !hasSynapse();

describe.skipIf(missing)("a forking parent", () => {
  it("gives each child a session, a log, a title and a folder of its own", async () => {
    const parent = (await open()).child.identity.pid;
    const ports = [await freePort(), await freePort()];
    const children = await Promise.all(ports.map((port, index) => start(`child${index}`, "serve", String(port))));
    for (const [index, child] of children.entries()) {
      const { pid } = child.identity;
      const facts = await factsAt(ports[index] ?? 0);
      expect(facts).toMatchObject({ pid, parent, session: pid, folder, umask: 0o077, threads: 1 });
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, 5);
      expect(words).toEqual([synapsePython(), "-m", "forked_app", "serve", String(ports[index])]);
      expect(readFileSync(`/proc/${pid}/comm`, "utf8")).toBe(`child${index}\n`);
      const output = join(folder, `child${index}.out`);
      expect(readFileSync(output, "utf8")).toBe(`serving on ${ports[index]}\n`);
      expect(statSync(output).mode & 0o777).toBe(0o600);
    }
    expect(readFileSync(join(folder, "parent.out"), "utf8")).toBe("");
  });

  it("keeps its own pipes to itself, so that the end of one is seen at the other", async () => {
    const { pid } = (await open()).child.identity;
    const port = await freePort();
    const child = await start("child", "serve", String(port));
    await factsAt(port);
    // A pipe that this test itself was started with belongs to neither.
    const inherited = pipesOf(process.pid);
    const own = pipesOf(pid).filter((pipe) => !inherited.includes(pipe));
    expect(own.length).toBeGreaterThanOrEqual(3);
    expect(pipesOf(child.identity.pid).filter((pipe) => own.includes(pipe))).toEqual([]);
  });

  it("runs one thread and has loaded Synapse before the first fork", async () => {
    const { child } = await open();
    expect(statSync(`/proc/${child.identity.pid}/task`).nlink - 2).toBe(1);
    expect(readFileSync(`/proc/${child.identity.pid}/maps`, "utf8")).toContain("synapse_rust");
  });

  it("tells how each child ended, and forks the same name again", async () => {
    await open();
    const exit = await start("child", "exit", "3");
    expect(await exit.exited).toEqual({ code: 3, signal: null });
    const done = await start("child", "exit", "0");
    expect(await done.exited).toEqual({ code: 0, signal: null });
    const words = await start("words", "exit", "no such setting");
    expect(await words.exited).toEqual({ code: 1, signal: null });
    const failed = await start("failed", "fail", "cannot read its settings");
    expect(await failed.exited).toEqual({ code: 1, signal: null });
    expect(readFileSync(join(folder, "words.out"), "utf8")).toBe("no such setting\n");
    expect(readFileSync(join(folder, "failed.out"), "utf8")).toMatch(/^Traceback[\s\S]*RuntimeError: cannot read its settings\n$/);
    const nowhere = await zygote?.start({
      name: "nowhere",
      app: "no_such_app",
      args: [folder],
      folder,
      output: join(folder, "nowhere.out"),
    });
    expect(await nowhere?.exited).toEqual({ code: 1, signal: null });
    expect(readFileSync(join(folder, "nowhere.out"), "utf8")).toContain("No module named 'no_such_app'");
  });

  it("loses one child, killed or asked to end, while another one serves on", async () => {
    await open();
    const [first, second, third] = [await freePort(), await freePort(), await freePort()];
    const kept = await start("kept", "serve", String(first));
    const killed = await start("killed", "serve", String(second));
    const asked = await start("asked", "serve", String(third));
    await Promise.all([first, second, third].map(factsAt));
    signal(killed.identity, "SIGKILL");
    expect(await killed.exited).toEqual({ code: null, signal: "SIGKILL" });
    await endProgram(asked, 10_000);
    expect(await asked.exited).toEqual({ code: 0, signal: null });
    expect([isAlive(kept.identity), isAlive(killed.identity), isAlive(asked.identity)]).toEqual([true, false, false]);
    const again = await start("killed", "serve", String(second));
    expect((await factsAt(second))?.pid).toBe(again.identity.pid);
    expect((await factsAt(first))?.pid).toBe(kept.identity.pid);
  });

  it.each(["SIGKILL", "SIGTERM"] as const)("takes its children with it when it gets %s", async (name) => {
    const { child } = await open();
    const port = await freePort();
    const served = await start("served", "serve", String(port));
    await factsAt(port);
    signal(child.identity, name);
    expect(await served.exited).toEqual(name === "SIGKILL" ? { code: null, signal: "SIGKILL" } : { code: 0, signal: null });
    await child.exited;
    expect(isAlive(served.identity)).toBe(false);
    await expect(start("late", "serve", String(port))).rejects.toMatchObject({ code: "platform.start-failed", params: { name: "late" } });
  });

  it("says what is missing when Python has no Synapse", async () => {
    await expect(open("/usr/bin/python3")).rejects.toMatchObject({ code: "platform.missing-program", params: { name: "synapse" } });
  });
});

describe.skipIf(missing)("a fleet on a forking parent", () => {
  async function services(): Promise<readonly Service[]> {
    return [await forkedService("worker1", ["main"]), await forkedService("worker2", ["main"]), await forkedService("main")];
  }

  it("gets a new parent and all its processes, the needed one first, when the parent dies", async () => {
    const fleet = openFleet(await services(), { changed: () => {}, mayRestart: () => true });
    try {
      await fleet.start();
      const before = fleet.processes();
      expect(before.map(({ name, role }) => `${name} ${role}`)).toEqual([
        "worker1 worker",
        "worker2 worker",
        "main worker",
        "synapse-parent parent",
      ]);
      process.kill(before[3]?.identity?.pid ?? 0, "SIGKILL");
      const after = await eventually(
        () => fleet.processes(),
        (now) => now.every(({ identity, restarts }) => identity !== null && restarts === 1),
      );
      expect(after.map(({ restarts, identity }) => [restarts, identity !== null])).toEqual(before.map(() => [1, true]));
      const [worker1, worker2, main] = after.map(({ identity }) => identity?.startTime ?? 0);
      expect(main).toBeLessThanOrEqual(Math.min(worker1 ?? 0, worker2 ?? 0));
      expect(new Set([...before, ...after].map(({ identity }) => identity?.pid)).size).toBe(8);
    } finally {
      await fleet.stop();
    }
    expect(processesHolding(folder)).toEqual([]);
  });

  it("runs each on its own when asked to", async () => {
    const fleet = openFleet([await forkedService("main")], { changed: () => {}, mayRestart: () => true }, { separate: true });
    try {
      await fleet.start();
      const [service, ...others] = fleet.processes();
      expect([service?.name, ...others]).toEqual(["main"]);
      expect(await factsAt(service?.port ?? 0)).toMatchObject({ pid: service?.identity?.pid, parent: process.pid });
    } finally {
      await fleet.stop();
    }
  });

  it("leaves nothing when campus is killed", async () => {
    const file = join(folder, "services.json");
    writeFileSync(file, JSON.stringify(await services()));
    script = await startScript(join(import.meta.dirname, "../lab/host-services.ts"), [folder, file]);
    expect(await script.nextLine()).toBe("running");
    expect(processesHolding(folder).length).toBeGreaterThanOrEqual(4);
    await script.end("SIGKILL");
    expect(await processesLeft(folder)).toEqual([]);
  });
});
