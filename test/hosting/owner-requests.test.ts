/** Another process asks for one service to be started again: only that one is, and a failure is told to who asked. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { layoutOf } from "#hosting/layout.ts";
import { askOwner } from "#hosting/owner-requests.ts";
import { isAlive } from "#hosting/process-identity.ts";
import { readRecord } from "#hosting/running-record.ts";
import { readStatus } from "#hosting/status.ts";
import { type Script, startScript } from "../lab/processes.ts";
import { eventsIn, smallPlatform } from "../lab/small-services.ts";

const host = join(import.meta.dirname, "../lab/host-services.ts");
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder = "";
let script: Script;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "campus-requests-"));
  const file = join(folder, "services.json");
  writeFileSync(file, JSON.stringify(await smallPlatform(folder)));
  script = await startScript(host, [folder, file]);
  expect(await script.nextLine()).toBe("running");
});
afterEach(async () => {
  await script.end("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const isOwned = (): boolean => {
  const record = readRecord(layoutOf(folder));
  return record !== null && isAlive(record.owner);
};
const ask = (restart: string, patience?: number) => askOwner(layoutOf(folder), { restart }, isOwned, patience);
const pids = async () => new Map((await readStatus(folder)).processes.map(({ name, pid }) => [name, pid]));
const left = () => readdirSync(join(folder, "run/requests"));

it("ends it gently, starts it, answers when it is ready; the others live on", async () => {
  const before = await pids();
  expect(await ask("worker1")).toBe("done");
  const after = await pids();
  expect([...after].filter(([name, pid]) => before.get(name) !== pid).map(([name]) => name)).toEqual(["worker1"]);
  expect(eventsIn(folder).filter((event) => event.endsWith("worker1"))).toEqual(
    ["begin", "ready", "end", "begin", "ready"].map((word) => `${word} worker1`),
  );
  expect((await readStatus(folder)).processes.every(({ healthy }) => healthy)).toBe(true);
  expect(left()).toEqual([]);
});

it("does what several ask, one after the other", async () => {
  expect(await Promise.all(["worker1", "worker2", "worker1"].map((name) => ask(name)))).toEqual(["done", "done", "done"]);
  expect(eventsIn(folder).filter((event) => event === "end worker1")).toHaveLength(2);
  expect(eventsIn(folder).filter((event) => event === "end worker2")).toHaveLength(1);
});

it("tells who asked what it could not do, and goes on answering", async () => {
  await expect(ask("nobody")).rejects.toMatchObject({
    code: "platform.restart-failed",
    params: { name: "nobody", detail: expect.stringContaining("no service is named nobody") },
  });
  writeFileSync(join(folder, "run/requests/half.request"), "{");
  expect(await ask("worker1")).toBe("done");
});

it("has nobody wait for an owner that ended, or that doesn't react", async () => {
  process.kill(script.pid, "SIGSTOP");
  await expect(ask("worker1", 200)).rejects.toMatchObject({ code: "platform.restart-failed" });
  const asked = ask("worker1");
  await script.end("SIGKILL");
  expect(await asked).toBe("gone");
  expect(left()).toEqual([]);
});
