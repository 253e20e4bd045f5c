/** A fleet of small real programs: the order of needs, a failure in the middle, one death among many, and the end of all. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Fleet, type FleetOptions, openFleet } from "#hosting/fleet.ts";
import { isAlive, type ProcessIdentity, signal } from "#hosting/process-identity.ts";
import type { Service } from "#hosting/service.ts";
import { eventually, processesHolding } from "../lab/processes.ts";
import { deaf, dying, eventsIn, smallPlatform, smallService } from "../lab/small-services.ts";

/** Real programs on a machine that may be busy with others. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder = "";
let fleet: Fleet | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-fleet-"));
});
afterEach(async () => {
  await fleet?.stop();
  expect(processesHolding(folder)).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

function open(services: readonly Service[], options: FleetOptions = {}): Fleet {
  fleet = openFleet(services, { changed: () => {}, mayRestart: () => true }, options);
  return fleet;
}
function pids(of: Fleet): Readonly<Record<string, number | null>> {
  return Object.fromEntries(of.processes().map(({ name, identity }) => [name, identity?.pid ?? null]));
}
function identityOf(of: Fleet, name: string): ProcessIdentity {
  const identity = of.processes().find((one) => one.name === name)?.identity;
  if (!identity) throw new Error(`${name} is not running`);
  return identity;
}
/** True when each of `later` stands after each of `earlier`. */
function isBefore(events: readonly string[], earlier: readonly string[], later: readonly string[]): boolean {
  const places = (names: readonly string[]) => names.map((name) => events.indexOf(name));
  return [...places(earlier), ...places(later)].every((at) => at >= 0) && Math.max(...places(earlier)) < Math.min(...places(later));
}

describe("the order of needs", () => {
  it("is followed at the start, and the other way round at the end", async () => {
    const small = open(await smallPlatform(folder));
    await small.start();
    expect(small.processes()).toHaveLength(6);
    await small.stop();
    const events = eventsIn(folder);
    expect(events.filter((event) => event.startsWith("end "))).toHaveLength(6);
    expect(isBefore(events, ["ready database", "ready cache"], ["begin main"])).toBe(true);
    expect(isBefore(events, ["ready main"], ["begin worker1", "begin worker2", "begin front"])).toBe(true);
    expect(isBefore(events, ["end worker1", "end worker2", "end front"], ["end main"])).toBe(true);
    expect(isBefore(events, ["end main"], ["end database", "end cache"])).toBe(true);
    expect(pids(small)).toEqual({ front: null, worker1: null, worker2: null, main: null, database: null, cache: null });
  });

  it("never begins more at the same time than allowed", async () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const small = open(await Promise.all(names.map((name) => smallService(folder, name))), { parallel: 2 });
    await small.start();
    let underWay = 0;
    const seen = eventsIn(folder).map((event) => {
      underWay += event.startsWith("begin") ? 1 : -1;
      return underWay;
    });
    expect(Math.max(...seen)).toBe(2);
    expect(seen).toHaveLength(12);
  });
});

describe("a failure at the start", () => {
  it("names the service, begins nothing that needs it, and ends what runs", async () => {
    const small = open(await smallPlatform(folder, { script: dying }));
    await expect(small.start()).rejects.toMatchObject({
      code: "platform.start-failed",
      params: { name: "main", detail: expect.stringContaining("cannot read its settings") },
    });
    const events = eventsIn(folder);
    expect(events.filter((event) => event.startsWith("begin")).toSorted()).toEqual(["begin cache", "begin database", "begin main"]);
    expect(events).toEqual(expect.arrayContaining(["end database", "end cache"]));
    expect(processesHolding(folder)).toEqual([]);
  });

  it("ends what was still on its way", async () => {
    const never = await smallService(folder, "never", { health: { kind: "tcp", port: 1 } });
    const small = open([never, await smallService(folder, "broken", { script: dying })]);
    await expect(small.start()).rejects.toMatchObject({ params: { name: "broken" } });
    expect(pids(small)).toEqual({ never: null, broken: null });
    expect(processesHolding(folder)).toEqual([]);
  });

  it("can be followed by another start", async () => {
    const services = await smallPlatform(folder);
    const broken = services.map((one) =>
      one.name === "front" ? { ...one, health: { kind: "tcp", port: 1 } as const, startMilliseconds: 300 } : one,
    );
    await expect(open(broken).start()).rejects.toMatchObject({ params: { name: "front" } });
    const small = open(services);
    await small.start();
    expect(Object.values(pids(small)).every((pid) => pid !== null)).toBe(true);
  });
});

describe("a process that dies", () => {
  it("alone is started again; the others don't notice", async () => {
    const small = open(await smallPlatform(folder));
    await small.start();
    const before = pids(small);
    signal(identityOf(small, "worker1"), "SIGKILL");
    const after = await eventually(
      () => pids(small),
      ({ worker1 }) => worker1 !== null && worker1 !== before.worker1,
    );
    expect(after).toEqual({ ...before, worker1: expect.any(Number) });
    expect(after.worker1).not.toBe(before.worker1);
    expect(small.processes().map(({ name, restarts }) => `${name} ${restarts}`)).toEqual([
      "front 0",
      "worker1 1",
      "worker2 0",
      "main 0",
      "database 0",
      "cache 0",
    ]);
  });

  it("waits until what it needs is there again", async () => {
    const small = open(await smallPlatform(folder));
    await small.start();
    await small.suspend("at-once", "database");
    signal(identityOf(small, "main"), "SIGKILL");
    await eventually(
      () => pids(small).main,
      (pid) => pid === null,
    );
    await new Promise((done) => setTimeout(done, 700));
    expect(pids(small)).toMatchObject({ database: null, main: null });
    await small.resume("database");
    const main = await eventually(
      () => pids(small).main,
      (pid) => pid !== null,
    );
    expect(main).not.toBeNull();
  });

  it("on purpose stays down until it is resumed", async () => {
    const small = open(await smallPlatform(folder));
    await small.start();
    const known = identityOf(small, "worker2");
    await small.suspend("at-once", "worker2");
    await new Promise((done) => setTimeout(done, 500));
    expect([isAlive(known), pids(small).worker2]).toEqual([false, null]);
    await small.resume("worker2");
    expect(pids(small).worker2).not.toBeNull();
    await expect(small.suspend("gently", "nobody")).rejects.toThrow("no service is named nobody");
  });
});

it("leaves nothing, even of programs that ignore the request to end", async () => {
  const services = await Promise.all([
    smallService(folder, "above", { script: deaf, needs: ["below"] }),
    smallService(folder, "below", { script: deaf }),
  ]);
  const small = open(services, { stopMilliseconds: 1_500 });
  await small.start();
  await small.stop();
  expect(eventsIn(folder)).toEqual(["begin below", "ready below", "begin above", "ready above", "asked above", "asked below"]);
  expect(processesHolding(folder)).toEqual([]);
});
