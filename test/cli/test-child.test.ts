/** A step of `campus test` as a child: its output, its end, and nothing left behind when it is stopped. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runChild } from "#cli/test-child.ts";
import { eventually } from "../lab/processes.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-test-child-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(script: string, limitSeconds = 20) {
  const lines: string[] = [];
  const log = join(folder, "log");
  const end = await runChild(["bash", "-c", script], { root: folder, log, limitSeconds, onLine: (line) => lines.push(line) });
  return { end, lines, log };
}

function isAlive(pid: number): boolean {
  const status = `/proc/${pid}/status`;
  return existsSync(status) && !/^State:\s+Z/m.test(readFileSync(status, "utf8"));
}

/** A process closes its files, which ends the step, some milliseconds before it counts as gone. */
function isStillAlive(pid: number): Promise<boolean> {
  return eventually(
    () => isAlive(pid),
    (alive) => !alive,
  );
}

test("both outputs reach the screen and the log, the exit code comes back", async () => {
  const { end, lines, log } = await run("echo one; echo two >&2; exit 3");
  expect(end.code).toBe(3);
  expect([...lines].sort()).toEqual(["one", "two"]);
  expect(readFileSync(log, "utf8").trim().split("\n").sort()).toEqual(["one", "two"]);
});

test("a program that does not exist is an ordinary failure", async () => {
  const end = await runChild(["no-such-program"], { root: folder, log: join(folder, "log"), limitSeconds: 5, onLine: () => {} });
  expect(end.code).toBe(127);
});

test("past its time, the child and what it started are gone", async () => {
  const { end, lines } = await run("sleep 60 & echo $!; wait", 0.3);
  expect(end.code).toBe("timeout");
  expect(await isStillAlive(Number(lines[0]))).toBe(false);
});

test("a signal to campus ends the child and what it started", async () => {
  const running = run("sleep 60 & echo $!; wait");
  setTimeout(() => process.emit("SIGINT"), 300);
  const { end, lines } = await running;
  expect(end.code).toBe("interrupted");
  expect(await isStillAlive(Number(lines[0]))).toBe(false);
});
