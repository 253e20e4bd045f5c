/** Contract of leases: one holder at a time, numbers that grow, nothing written under an older one; and of what history forgets. */
import { expect, it } from "vitest";
import { day } from "#core/day.ts";
import { account, type Fresh, instant, outcome, smallPlan, smallReadings, start } from "./store-world.ts";

const today = day("2026-09-01");
const refused = (code: string) => expect.objectContaining({ code });

export function describeStoreLeases(fresh: Fresh): void {
  it("gives every lease of a server a greater number, whoever takes it", async () => {
    const { store, server } = fresh();
    const fences: number[] = [];
    for (const owner of ["one", "two", "one"]) {
      const lock = await store.lock(server, owner);
      fences.push(lock.fence);
      expect(lock.lost()).toBeNull();
      await lock.release();
    }
    expect(fences).toEqual([1, 2, 3]);
    expect((await store.lock(`${server}-other`, "one")).fence).toBe(1);
  });

  it("writes under its lease as without one", async () => {
    const { store, server } = fresh();
    const lock = await store.lock(server, "one");
    const run = await start(lock.store, server);
    await lock.store.writeLedger(server, [{ kind: "account.set", account: account(1) }]);
    const { id } = await lock.store.savePlan(run.id, smallPlan(server), instant);
    await lock.store.finishRun(run.id, { status: "done", endedAt: instant, figures: {}, error: null });
    await lock.release();
    expect((await store.loadLedger(server, today)).accounts.size).toBe(1);
    expect((await store.runs(server, 1))[0]).toMatchObject({ status: "done", planId: id });
  });

  it("refuses every write of a holder that froze once somebody else took over, and keeps nothing of it", async () => {
    const { store, server, expire } = fresh();
    const frozen = await store.lock(server, "frozen");
    const run = await start(frozen.store, server);
    await expect(store.lock(server, "next")).rejects.toEqual(refused("run.busy"));
    await expire(server);
    const next = await store.lock(server, "next");
    expect(next.fence).toBe(frozen.fence + 1);
    const late = frozen.store;
    const writes = [
      () => late.writeLedger(server, [{ kind: "account.set", account: account(1) }]),
      () => late.saveOutcomes(run.id, today, [outcome("a", "applied")]),
      () => late.savePlan(run.id, smallPlan(server), instant),
      () => late.saveSnapshot(server, run.id, smallReadings("un"), 2),
      () => late.takeRefreshes(server, run.id),
      () => late.finishRun(run.id, { status: "done", endedAt: instant, figures: {}, error: null }),
      () => start(late, server),
    ];
    for (const write of writes) await expect(write()).rejects.toEqual(refused("run.fenced"));
    expect(frozen.lost()).toEqual(refused("run.fenced"));
    expect((await store.loadLedger(server, today)).accounts.size).toBe(0);
    expect(await store.outcomes(run.id)).toEqual([]);
    expect(await store.latestPlan(server)).toBeNull();
    expect((await store.runs(server, 9)).map(({ status }) => status)).toEqual(["running"]);
    expect(next.lost()).toBeNull();
    await start(next.store, server);
    expect((await store.runs(server, 9)).map(({ status }) => status)).toEqual(["running", "interrupted"]);
    await frozen.release();
    await expect(store.lock(server, "third")).rejects.toEqual(refused("run.busy"));
    await next.release();
  });

  it("lets one of several take over", async () => {
    const { store, server, expire } = fresh();
    await store.lock(server, "frozen");
    await expire(server);
    const results = await Promise.allSettled([1, 2, 3].map((n) => store.lock(server, `daemon ${n}`)));
    const taken = results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    expect(taken.map(({ fence }) => fence)).toEqual([2]);
    await taken[0]?.release();
  });

  it("forgets old runs with their plans and outcomes, but neither the newest nor an approved one", async () => {
    const { store, server } = fresh();
    const end = { status: "done", figures: {}, error: null } as const;
    const old: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      const run = await start(store, server);
      const { id } = await store.savePlan(run.id, smallPlan(server), instant);
      await store.saveOutcomes(run.id, today, [outcome("a", "applied")]);
      if (n === 1) await store.approve({ planId: id, by: "root", label: "", comment: "", at: instant, guards: [], keys: [] });
      await store.finishRun(run.id, { ...end, endedAt: `2025-0${n + 1}-01T08:00:00.000Z` });
      old.push(run.id);
    }
    for (let n = 0; n < 50; n += 1) await store.finishRun((await start(store, server)).id, { ...end, endedAt: "2025-01-02T08:00:00.000Z" });
    await store.purgeRuns("2025-03-15T08:00:00.000Z");
    const kept = (await store.runs(server, 100)).map(({ id }) => id);
    expect(old.filter((id) => kept.includes(id))).toEqual([old[1], old[3]]);
    expect(kept).toHaveLength(52);
    expect(await store.outcomes(old[0] ?? "")).toEqual([]);
    expect(await store.outcomes(old[1] ?? "")).toHaveLength(1);
    expect(await store.purgeRuns("2025-03-15T08:00:00.000Z")).toBe(0);
  });
}
