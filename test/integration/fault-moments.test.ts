/** Each fault at each moment of a pass: it ends within bounds, and afterwards the server is what it would have been without the fault. */
import { beforeAll, describe, expect, it } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import type { SourceReading } from "#core/directory.ts";
import type { Homeserver } from "#engine/ports.ts";
import type { PassReport } from "#engine/report.ts";
import { syncPass } from "#engine/sync.ts";
import { approveAll, depsOf, testPolicy, university } from "../engine/campus.ts";
import type { Fault, FaultKind } from "../fakes/homeserver/faults.ts";
import { type FakeHomeserver, openFakeHomeserver } from "../fakes/homeserver/open.ts";
import { portrait } from "../fakes/homeserver/portrait.ts";
import { openMemoryStore } from "../fakes/store.ts";

const people = 12;
const first = (): SourceReading => university(people);
/** The second day: somebody leaves, somebody comes, somebody is renamed, a function ends. */
const second = (): SourceReading =>
  university(people + 1, (person, index) => {
    if (index === 5) return { ...person, state: "disabled" };
    if (index === 6) return { ...person, displayName: "Autre Nom" };
    return index === 1 ? { ...person, functions: [] } : person;
  });

/** Which requests a fault strikes, on which day. */
const moments: readonly (readonly [moment: string, day: 1 | 2, on: RegExp])[] = [
  ["reading accounts", 1, /^GET .*v2\/users\?/],
  ["reading rooms", 2, /^GET .*joined_members/],
  ["sync", 2, /^GET .*\/sync/],
  ["creating accounts", 1, /^PUT .*v2\/users\//],
  ["createRoom", 1, /^POST .*createRoom/],
  ["inviting", 1, /^POST .*\/invite/],
  ["joining", 1, /^POST .*\/join\?/],
  ["levels", 1, /^PUT .*m\.room\.power_levels/],
  ["children", 1, /^PUT .*m\.space\.child/],
  ["locking and renaming", 2, /^PUT .*v2\/users\//],
  ["verifying", 1, /^GET .*joined_members/],
];

const faults: readonly FaultKind[] = [
  { kind: "latency", ms: 600 },
  { kind: "limited", retryAfterMs: 3 },
  { kind: "limited-page" },
  { kind: "status", status: 500 },
  { kind: "status", status: 503 },
  { kind: "html", status: 502 },
  { kind: "html", status: 200 },
  { kind: "wrong-type" },
  { kind: "cut" },
  { kind: "cut-after" },
  { kind: "half-closed" },
  { kind: "truncated" },
];

/** Requests for one that fails: no more than this many times those of a pass without faults. */
const tries = 3;

interface World {
  readonly fake: FakeHomeserver;
  readonly homeserver: Homeserver;
  sync(day: 1 | 2): Promise<PassReport>;
  close(): Promise<void>;
}

async function openWorld(): Promise<World> {
  const fake = await openFakeHomeserver({ serverName: "campus.test" });
  const patience = { tries, backoffMs: 1, timeoutMs: 400, deadlineMs: 2_000, limitedTries: 2, longestWaitMs: 500 };
  const homeserver = openHomeserver({ ...fake, ...testPolicy.identities, ...patience });
  const store = openMemoryStore();
  return {
    fake,
    homeserver,
    sync: (day) =>
      syncPass(depsOf({ homeserver, store, reading: day === 1 ? first : second }), { by: "root", approve: day === 1 ? approveAll : null }),
    close: async () => {
      await homeserver.close();
      await fake.close();
    },
  };
}

describe("a fault", () => {
  const expected = new Map<1 | 2, object>();
  const requests = new Map<1 | 2, number>();
  const events = new Map<1 | 2, number>();
  beforeAll(async () => {
    const world = await openWorld();
    for (const day of [1, 2] as const) {
      world.fake.resetRequests();
      expect(await world.sync(day)).toMatchObject({ status: "done", converged: true });
      expected.set(day, portrait(world.fake));
      requests.set(day, world.fake.requests().total);
      events.set(day, world.fake.model.events);
    }
    await world.close();
  });

  const table = moments.flatMap(([moment, day, on]) => faults.map((fault) => ({ moment, day, on, fault })));

  it.concurrent.each(table)("that passes: $fault while $moment changes nothing in the end", async ({ day, on, fault }) => {
    const world = await openWorld();
    if (day === 2) await world.sync(1);
    // Twice in a row, not from the first such request on.
    world.fake.faults.add({ ...fault, on, times: 2, after: 1 } as Fault);
    const report = await world.sync(day).catch(() => null);
    world.fake.faults.clear();
    if (report?.status !== "done") expect(await world.sync(day)).toMatchObject({ status: "done", converged: true, held: 0 });
    expect(portrait(world.fake)).toEqual(expected.get(day));
    expect(world.fake.model.events).toBe(events.get(day));
    expect(await world.sync(day)).toMatchObject({ changes: 0, status: "done" });
    await world.close();
  });

  it.concurrent.each(table)(
    "that stays: $fault while $moment ends within bounds, and the next pass repairs",
    async ({ day, on, fault }) => {
      const world = await openWorld();
      if (day === 2) await world.sync(1);
      world.fake.resetRequests();
      world.fake.faults.add({ ...fault, on } as Fault);
      const accounts = world.fake.model.accounts.size;
      await world.sync(day).catch((error: { code?: string }) => expect(error.code).toMatch(/^matrix\./));
      expect(world.fake.requests().total).toBeLessThanOrEqual((requests.get(day) ?? 0) * tries);
      expect(world.fake.model.accounts.size).toBeGreaterThanOrEqual(accounts);
      world.fake.faults.clear();
      expect(await world.sync(day)).toMatchObject({ status: "done", converged: true, held: 0, failed: 0 });
      expect(portrait(world.fake)).toEqual(expected.get(day));
      expect(await world.sync(day)).toMatchObject({ changes: 0, status: "done" });
      await world.close();
    },
  );
});
