/** Another process asks for one service to be started again: only that one is, and a failure is told to who asked. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { layoutOf } from "#hosting/layout.ts";
import { askOwner } from "#hosting/owner-requests.ts";
import { isAlive } from "#hosting/process-identity.ts";
import { readRecord } from "#hosting/running-record.ts";
import { readStatus } from "#hosting/status.ts";
import { type Hosted, hostSmallPlatform } from "../lab/hosted-services.ts";
import { eventsIn } from "../lab/small-services.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let hosted: Hosted;
let folder = "";
beforeEach(async () => {
  hosted = await hostSmallPlatform();
  folder = hosted.folder;
});
afterEach(async () => expect(await hosted.end()).toEqual([]));

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
  process.kill(hosted.script.pid, "SIGSTOP");
  await expect(ask("worker1", 200)).rejects.toMatchObject({ code: "platform.restart-failed" });
  const asked = ask("worker1");
  await hosted.script.end("SIGKILL");
  expect(await asked).toBe("gone");
  expect(left()).toEqual([]);
});
