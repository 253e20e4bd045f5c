/** Services that another process runs: seen from here, stopped from here, gone when it is killed. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { layoutOf } from "#hosting/layout.ts";
import { readRecord } from "#hosting/running-record.ts";
import { readStatus } from "#hosting/status.ts";
import { stopPlatform } from "#hosting/stop-platform.ts";
import { type Hosted, hostSmallPlatform } from "../lab/hosted-services.ts";
import { eventually, processesHolding, processesLeft } from "../lab/processes.ts";
import { eventsIn } from "../lab/small-services.ts";

/** Real programs on a machine that may be busy with others. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let hosted: Hosted;
let folder = "";
beforeEach(async () => {
  hosted = await hostSmallPlatform();
  folder = hosted.folder;
});
afterEach(async () => expect(await hosted.end()).toEqual([]));

it("are all told, with what another process can see of them", async () => {
  const status = await readStatus(folder);
  expect(status).toMatchObject({ running: true, serverName: "univ-demo.example" });
  expect(status.processes.map(({ name, role, up, healthy, restarts }) => [name, role, up, healthy, restarts])).toEqual(
    ["front", "worker1", "worker2", "main", "database", "cache"].map((name) => [name, "small", true, true, 0]),
  );
  for (const { memoryBytes, since, port } of status.processes) {
    expect(memoryBytes).toBeGreaterThan(1_000_000);
    expect(new Date(since).toISOString()).toBe(since);
    expect(port).toBeGreaterThan(0);
  }
});

it("are told again after one of them died, with its new number", async () => {
  const before = (await readStatus(folder)).processes;
  process.kill(before.find(({ name }) => name === "worker1")?.pid ?? 0, "SIGKILL");
  const after = await eventually(
    () => readStatus(folder),
    ({ processes }) => processes.every(({ healthy }) => healthy) && processes.some(({ restarts }) => restarts === 1),
  );
  expect(after.processes.map(({ name, restarts, healthy }) => [name, restarts, healthy])).toEqual(
    before.map(({ name }) => [name, name === "worker1" ? 1 : 0, true]),
  );
  expect(after.processes.filter(({ pid }) => !before.some((one) => one.pid === pid)).map(({ name }) => name)).toEqual(["worker1"]);
});

it("are stopped in their order when another process asks, and the one that runs them ends by itself", async () => {
  expect(await stopPlatform(folder)).toBe("stopped");
  expect(await hosted.script.nextLine()).toBe("stopped");
  const ends = eventsIn(folder).filter((event) => event.startsWith("end"));
  expect(ends).toHaveLength(6);
  expect(ends[3]).toBe("end main");
  expect(await readStatus(folder)).toMatchObject({ running: false, processes: [] });
  expect(await stopPlatform(folder)).toBe("not-running");
});

it("are ended by the asking process when the one that runs them does not react", async () => {
  process.kill(hosted.script.pid, "SIGSTOP");
  expect(await stopPlatform(folder, 300)).toBe("stopped");
  expect(processesHolding(folder)).toEqual([hosted.script.pid]);
  expect(readRecord(layoutOf(folder))).toBeNull();
});

it("are gone after a kill -9 of the one that runs them, and the record is known to be stale", async () => {
  await hosted.script.end("SIGKILL");
  expect(await processesLeft(folder)).toEqual([]);
  // A process that is exiting has lost its command line some milliseconds before it counts as gone.
  const status = await eventually(
    () => readStatus(folder),
    ({ processes }) => processes.every(({ up }) => !up),
  );
  expect(status.running).toBe(false);
  expect(status.processes.map(({ up, pid }) => [up, pid])).toEqual(Array.from({ length: 6 }, () => [false, null]));
  expect(await stopPlatform(folder)).toBe("not-running");
});
