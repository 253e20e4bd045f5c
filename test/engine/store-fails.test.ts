/** The store failing at each of its transactions during a pass: nothing twice, nothing lost, no guard passed, and the next pass ends it. */
import { describe, expect, it } from "vitest";
import type { SourceReading } from "#core/directory.ts";
import type { Store } from "#engine/ports.ts";
import { syncPass } from "#engine/sync.ts";
import { type MemoryStore, openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, university } from "./campus.ts";
import { type Failure, failing } from "./failing-store.ts";
import { type FakeMatrix, openFakeMatrix } from "./fake-matrix.ts";
import { portrait } from "./portrait.ts";

const people = 16;
const today = "2026-10-01";

function campus() {
  const matrix = openFakeMatrix();
  const store = openMemoryStore();
  const clock = fixedClock(today);
  const state: { reading: SourceReading } = { reading: university(people) };
  const sync = (through: Store, approve: typeof approveAll | null) =>
    syncPass(depsOf({ homeserver: matrix, store: through, reading: () => state.reading }, { clock }), { by: "root", approve });
  return { matrix, store, state, sync };
}
type Campus = ReturnType<typeof campus>;

/** The next day: somebody comes, somebody is renamed, a function ends, and twelve are disabled at once, which a guard holds. */
const nextDay = university(people + 1, (person, index) => {
  if (index >= 4) return index === people ? person : { ...person, state: "disabled" };
  if (index === 2) return { ...person, displayName: "Autre Nom" };
  return index === 1 ? { ...person, functions: [] } : person;
});

interface Story {
  readonly approve: typeof approveAll | null;
  begin(campus: Campus): Promise<void>;
}
const stories: Readonly<Record<"a first pass that somebody approves" | "a pass that a guard holds in part", Story>> = {
  "a first pass that somebody approves": { approve: approveAll, begin: async () => {} },
  "a pass that a guard holds in part": {
    approve: null,
    begin: async ({ sync, store, state }) => {
      expect(await sync(store, approveAll)).toMatchObject({ status: "done", converged: true });
      state.reading = nextDay;
    },
  },
};

const kinds = [
  { lasts: false, effect: false },
  { lasts: false, effect: true },
  { lasts: true, effect: false },
  { lasts: true, effect: true },
] as const;

async function portraitOf({ matrix, store }: Campus): Promise<string> {
  return portrait(matrix, await store.loadLedger("test", today as never));
}

async function isApproved(store: MemoryStore): Promise<boolean> {
  const plan = await store.latestPlan("test");
  return plan !== null && (await store.approvals(plan.id)).length > 0;
}

describe.each(Object.entries(stories))("%s", (_name, { approve, begin }) => {
  /** A quiet life: how many transactions its pass takes, and what stands in the end. */
  async function quiet(): Promise<{ transactions: number; end: string }> {
    const one = campus();
    await begin(one);
    const counting = failing(one.store, null);
    const report = await one.sync(counting.store, approve);
    expect(report.status).toBe(approve === null ? "held" : "done");
    return { transactions: counting.begun.length, end: await portraitOf(one) };
  }

  it.each(kinds)("a transaction lost ($lasts: and all after it; $effect: done, its answer lost)", async (kind) => {
    const { transactions, end } = await quiet();
    expect(transactions).toBeGreaterThan(8);
    for (let at = 1; at <= transactions; at += 1) {
      const one = campus();
      await begin(one);
      const before = one.matrix.written.length;
      await failOnce(one, { at, ...kind });
      const written = one.matrix.written.length - before;
      if (approve && written > 0) expect({ at, approved: await isApproved(one.store) }).toEqual({ at, approved: true });
      await resume(one, written);
      expect({ at, end: await portraitOf(one) }).toEqual({ at, end });
      expect(lockedIn(one.matrix)).toBe(0);
    }
  });

  async function failOnce(one: Campus, failure: Failure): Promise<void> {
    const { store, begun } = failing(one.store, failure);
    await expect(one.sync(store, approve)).rejects.toMatchObject({ code: "store.unreachable" });
    expect(begun.length).toBeGreaterThanOrEqual(failure.at);
  }

  /** Without an approval; where the first one was lost, the pass waits, and somebody approves again. */
  async function resume(one: Campus, written: number): Promise<void> {
    const approved = approve === null || (await isApproved(one.store));
    const report = await one.sync(one.store, null);
    if (approve && !approved) {
      expect(report).toMatchObject({ status: "held", applied: 0 });
      expect(written).toBe(0);
      expect(await one.sync(one.store, approveAll)).toMatchObject({ status: "done", converged: true, failed: 0 });
    } else expect(report).toMatchObject({ status: approve ? "done" : "held", failed: 0, skipped: 0 });
    const again = await one.sync(one.store, null);
    expect(again.plan.plan.changes.filter((change) => change.held === undefined)).toEqual([]);
  }
});

function lockedIn({ people: accounts }: FakeMatrix): number {
  return [...accounts.values()].filter(({ locked }) => locked).length;
}

/** As many exits as one pass may make, then as many again within the hour: the guard counts both, whatever the store lost meanwhile. */
describe("exits of a pass whose store failed", () => {
  const limit = 3;
  const disabled = (count: number) => university(people, (person, index) => (index < count ? { ...person, state: "disabled" } : person));

  it.each(kinds)("count for the next pass all the same ($lasts, $effect)", async (kind) => {
    const first = campus();
    await first.sync(first.store, approveAll);
    first.state.reading = disabled(limit);
    const counting = failing(first.store, null);
    expect(await first.sync(counting.store, null)).toMatchObject({ status: "done", applied: limit });
    for (let at = 1; at <= counting.begun.length; at += 1) {
      const one = campus();
      await one.sync(one.store, approveAll);
      one.state.reading = disabled(limit);
      await one.sync(failing(one.store, { at, ...kind }).store, null).catch(() => null);
      const left = lockedIn(one.matrix);
      one.state.reading = disabled(2 * limit);
      await one.sync(one.store, null);
      expect({ at, name: counting.begun[at - 1], left, locked: lockedIn(one.matrix) }).toEqual({
        at,
        name: counting.begun[at - 1],
        left,
        locked: left === 0 ? 0 : limit,
      });
    }
  });
});
