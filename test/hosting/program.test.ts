/** Programs that die with the process that started them, whatever they are and whoever they run as. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { identify, isAlive, type ProcessIdentity, signal } from "#hosting/process-identity.ts";
import { endProgram, type Program, startProgram } from "#hosting/program.ts";
import { eventually, processesHolding, processesLeft, type Script, startScript } from "../lab/processes.ts";

const host = join(import.meta.dirname, "../lab/host-program.ts");
const nobody = { uid: 65_534, gid: 65_534 };

/** Real programs on a machine that may be busy with others. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder = "";
let script: Script | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-program-"));
});
afterEach(async () => {
  await script?.end("SIGKILL");
  script = null;
  expect(await processesLeft(folder)).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

/** A shell whose words hold the folder, so that it is found again. */
function shell(text: string, more: Partial<Program> = {}): Program {
  return { path: "/bin/sh", args: ["-c", text, folder], folder, env: { PATH: "/usr/bin:/bin" }, output: join(folder, "out"), ...more };
}
async function hostElsewhere(program: Program): Promise<ProcessIdentity> {
  script = await startScript(host, [JSON.stringify(program)]);
  const identity = identify(Number(await script.nextLine()));
  if (identity === null) throw new Error(readFileSync(program.output, "utf8"));
  return identity;
}
/** The program itself runs, no longer what starts it. */
async function isUp(word = "up"): Promise<void> {
  const seen = await eventually(
    () => readFileSync(join(folder, "out"), "utf8"),
    (text) => text.includes(word),
  );
  expect(seen).toContain(word);
}
/** Real, effective, saved and file system ids. */
function idsOf({ pid }: ProcessIdentity): readonly string[] {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return ["Uid", "Gid", "Groups"].map((name) =>
    (status.match(new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, "m"))?.[1] ?? "").replaceAll("\t", " "),
  );
}

describe("a program whose starter is killed", () => {
  it("dies with it", async () => {
    const known = await hostElsewhere(shell("echo up; while :; do sleep 0.1; done"));
    await isUp();
    await script?.end("SIGKILL");
    expect(await processesLeft(folder)).toEqual([]);
    expect(isAlive(known)).toBe(false);
  });

  it.skipIf(process.getuid?.() !== 0)("dies with it as another user too (only root can start one)", async () => {
    chmodSync(folder, 0o755);
    const known = await hostElsewhere(shell("echo up; while :; do sleep 0.1; done", { user: nobody }));
    await isUp();
    expect(idsOf(known)).toEqual(["65534 65534 65534 65534", "65534 65534 65534 65534", ""]);
    await script?.end("SIGKILL");
    expect(await processesLeft(folder)).toEqual([]);
    expect(isAlive(known)).toBe(false);
  });

  it("ends its own children when it is told by a signal that it can hear", async () => {
    const child = `sh -c 'while :; do sleep 0.1; done' ${folder}`;
    const program = shell(`trap 'kill $!; exit' TERM; ${child} & echo up; wait`, { deathSignal: "TERM" });
    await hostElsewhere(program);
    await isUp();
    expect(processesHolding(folder).length).toBeGreaterThanOrEqual(2);
    await script?.end("SIGKILL");
    expect(await processesLeft(folder)).toEqual([]);
  });
});

it("leaves no member of its group behind when it is killed alone", async () => {
  const started = await startProgram(shell(`sh -c 'while :; do sleep 0.1; done' ${folder} & echo up; wait`));
  await isUp();
  signal(started.identity, "SIGKILL");
  expect(await started.exited).toEqual({ code: null, signal: "SIGKILL" });
  expect(await processesLeft(folder)).toEqual([]);
});

it("is asked by the signal of its service, and forced when it does not heed it", async () => {
  const heedful = await startProgram(shell("trap 'echo interrupted; exit 4' INT; echo up; while :; do sleep 0.05; done"));
  await isUp();
  await endProgram(heedful, 10_000, "SIGINT");
  await isUp("interrupted");
  const deaf = await startProgram(shell("trap '' INT TERM; echo deaf; while :; do sleep 0.05; done"));
  await isUp("deaf");
  await endProgram(deaf, 100, "SIGINT");
  expect([await heedful.exited, await deaf.exited]).toEqual([
    { code: 4, signal: null },
    { code: null, signal: "SIGKILL" },
  ]);
});

it.skipIf(process.getuid?.() !== 0)("writes its output where its user could not (only root can start one)", async () => {
  mkdirSync(join(folder, "log"), { mode: 0o700 });
  chmodSync(folder, 0o711);
  const started = await startProgram(shell("echo up", { user: nobody, folder: "/", output: join(folder, "log/out") }));
  expect(await started.exited).toEqual({ code: 0, signal: null });
  expect(readFileSync(join(folder, "log/out"), "utf8")).toBe("up\n");
});
