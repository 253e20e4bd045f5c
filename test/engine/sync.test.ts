/** A whole pass over fakes: first run, second pass, next days, guards, what is written and what is not. */
import { describe, expect, it } from "vitest";
import type { SourceReading } from "#core/directory.ts";
import type { RoomId, UserId } from "#core/ids.ts";
import { phaseOf, phases } from "#core/order.ts";
import { applyFile } from "#engine/apply-file.ts";
import { planPass } from "#engine/plan-pass.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, university } from "./campus.ts";
import { type FakeMatrix, openFakeMatrix } from "./fake-matrix.ts";

function campus(count = 25) {
  const state = { reading: university(count) as SourceReading };
  const matrix = openFakeMatrix();
  const store = openMemoryStore();
  const clock = fixedClock();
  const deps = depsOf({ homeserver: matrix, store, reading: () => state.reading }, { clock });
  const sync = (approve: typeof approveAll | null = null) => syncPass(deps, { by: "root", approve });
  return { state, matrix, store, clock, deps, sync };
}

/** Members of restricted rooms who are not in the space: the server would have refused them. */
function outsideTheirSpace(matrix: FakeMatrix): UserId[] {
  const restricted = [...matrix.open.values()].filter((room) => room.joinRule === "restricted");
  expect(restricted.length).toBeGreaterThan(0);
  return restricted.flatMap((room) => [...room.members].filter((user) => !matrix.open.get(room.space as RoomId)?.members.has(user)));
}

describe("a first run", () => {
  it("is held whole until somebody approves, and nothing is remembered of it", async () => {
    const { matrix, store, sync, deps } = campus();
    const report = await sync();
    expect(report.status).toBe("held");
    expect(report.held).toBe(report.changes);
    expect(matrix.written).toEqual([]);
    expect(await store.loadLedger("test", deps.clock.today())).toMatchObject({ accounts: new Map(), functions: [] });
  });

  it("once approved makes everything, converges, and the next pass finds nothing to do", async () => {
    const { matrix, sync } = campus();
    const first = await sync(approveAll);
    expect(first).toMatchObject({ status: "done", failed: 0, skipped: 0, held: 0, converged: true, remaining: [] });
    expect(first.applied).toBe(first.changes);
    expect(matrix.people.size).toBe(25);
    const written = matrix.written.length;
    const second = await sync();
    expect(second).toMatchObject({ status: "done", changes: 0, converged: true });
    expect(matrix.written.length).toBe(written);
  });

  it("remembers what somebody approved earlier", async () => {
    const { sync, store } = campus();
    const held = await sync();
    await store.approve({ planId: held.plan.id, by: "camille", ...approveAll, at: held.plan.savedAt, guards: ["first-run"], keys: [] });
    expect(await sync()).toMatchObject({ status: "done", held: 0, converged: true });
  });
});

describe("a pass", () => {
  it("plans in the order of the phases", async () => {
    const { deps } = campus();
    const { plan } = await planPass(deps, "root");
    const ranks = plan.plan.changes.map((change) => phases.indexOf(phaseOf(change.kind)));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBeGreaterThan(3);
  });

  it("writes one room in one lane only, several rooms side by side, and enters spaces before their restricted rooms", async () => {
    const { matrix, sync } = campus();
    await sync(approveAll);
    expect(matrix.peak.room).toBe(1);
    expect(matrix.peak.all).toBeGreaterThan(2);
    expect(matrix.peak.all).toBeLessThanOrEqual(8);
    expect(outsideTheirSpace(matrix)).toEqual([]);
  });

  it("that only plans writes nothing, neither on the server nor in the ledger", async () => {
    const { matrix, store, sync, deps, state } = campus();
    await sync(approveAll);
    const before = await store.loadLedger("test", deps.clock.today());
    const written = matrix.written.length;
    state.reading = university(25, (person, index) => (index === 7 ? null : person));
    const report = await planPass(deps, "root");
    expect(report.plan.plan.bookkeeping.length).toBeGreaterThan(0);
    expect(await store.loadLedger("test", deps.clock.today())).toEqual(before);
    expect(matrix.written.length).toBe(written);
  });

  it("locks whom the source disables, at once, and says so once", async () => {
    const { matrix, sync, state } = campus();
    await sync(approveAll);
    state.reading = university(25, (person, index) => (index === 7 ? { ...person, state: "disabled" } : person));
    const report = await sync();
    expect(report.counts).toEqual({ "account.lock": 1 });
    expect(report).toMatchObject({ status: "done", converged: true });
    expect(matrix.people.get("@agent00008:campus.test" as UserId)?.locked).toBe(true);
    expect((await sync()).changes).toBe(0);
  });

  it("holds mass exits but lets arrivals through", async () => {
    const { matrix, sync, state, clock } = campus(40);
    await sync(approveAll);
    clock.day = "2026-10-01";
    const arrival = university(41).people[40];
    state.reading = university(40, (person, index) => (index < 20 ? { ...person, state: "disabled" } : person));
    state.reading = {
      ...state.reading,
      people: [...state.reading.people, ...(arrival ? [arrival] : [])],
      counts: { people: 41, structures: 5 },
    };
    const report = await sync();
    expect(report.status).toBe("held");
    expect(report.counts["account.lock"]).toBe(20);
    expect(report.held).toBeGreaterThanOrEqual(20);
    expect(matrix.people.has("@agent00041:campus.test" as UserId)).toBe(true);
    expect([...matrix.people.values()].filter((account) => account.locked)).toEqual([]);
    const released = await sync(approveAll);
    expect([...matrix.people.values()].filter((account) => account.locked).length).toBe(20);
    expect(released.status).toBe("done");
  });

  it("stays within one request per room and a few more when there is nothing to do", async () => {
    const { sync, matrix } = campus(60);
    await sync(approveAll);
    const report = await sync();
    expect(report.changes).toBe(0);
    expect(report.requests).toBeLessThanOrEqual(matrix.open.size + 20);
  });
});

const hour = 3_600_000;

describe("many small passes", () => {
  it("trip the week's limit of exits as one big pass would", async () => {
    const { sync, state, clock, matrix } = campus(40);
    await sync(approveAll);
    clock.day = "2026-10-01";
    const held: boolean[] = [];
    for (let gone = 1; gone <= 12; gone += 1) {
      clock.time += 2 * hour;
      state.reading = university(40, (person, index) => (index < gone ? { ...person, state: "disabled" } : person));
      held.push((await sync()).status === "held");
    }
    expect(held).toEqual([...Array(10).fill(false), true, true]);
    expect([...matrix.people.values()].filter((account) => account.locked).length).toBe(10);
  });
});

describe("an approval", () => {
  it("serves once: the same exit a second time waits again", async () => {
    const { sync, state, clock } = campus(40);
    await sync(approveAll);
    clock.day = "2026-10-01";
    const without = university(40, (person, index) => (index < 20 ? { ...person, state: "disabled" } : person));
    state.reading = without;
    expect((await sync(approveAll)).counts["account.lock"]).toBe(20);
    state.reading = university(40);
    expect((await sync()).counts["account.unlock"]).toBe(20);
    state.reading = without;
    expect(await sync()).toMatchObject({ status: "held", applied: 0 });
  });
});

describe("a plan file", () => {
  it("applies only what it shows, even when more has become necessary", async () => {
    const { sync, state, deps, matrix } = campus();
    await sync(approveAll);
    state.reading = university(26);
    const { plan } = await planPass(deps, "root");
    state.reading = university(27);
    const report = await applyFile(deps, { file: { planId: plan.id, sha256: plan.sha256 }, by: "root", approve: null });
    expect(report.applied).toBe(plan.plan.changes.length);
    expect(report.status).toBe("pending");
    expect(matrix.people.has("@agent00026:campus.test" as UserId)).toBe(true);
    expect(matrix.people.has("@agent00027:campus.test" as UserId)).toBe(false);
  });

  it("applies nothing that is no longer needed, or that would now do something else", async () => {
    const { sync, state, deps, matrix } = campus();
    await sync(approveAll);
    const renamed = (name: string) => university(25, (person, index) => (index === 3 ? { ...person, displayName: name } : person));
    state.reading = renamed("Nouveau Nom");
    const { plan } = await planPass(deps, "root");
    state.reading = renamed("Autre Nom");
    const report = await applyFile(deps, { file: { planId: plan.id, sha256: plan.sha256 }, by: "root", approve: null });
    expect(report.applied).toBe(0);
    expect(matrix.people.get("@agent00004:campus.test" as UserId)?.displayName).toBe("Personne 00004");
  });

  it("that is forged, unknown or too old applies nothing", async () => {
    const { sync, deps, matrix, clock } = campus();
    const held = await sync();
    const apply = (planId: string, sha256: string) => applyFile(deps, { file: { planId, sha256 }, by: "root", approve: approveAll });
    await expect(apply(held.plan.id, "0".repeat(64))).rejects.toMatchObject({ code: "plan.forged" });
    await expect(apply("999", held.plan.sha256)).rejects.toMatchObject({ code: "plan.unknown" });
    clock.day = "2026-09-04";
    await expect(apply(held.plan.id, held.plan.sha256)).rejects.toMatchObject({ code: "plan.expired" });
    expect(matrix.written).toEqual([]);
  });

  it("applies what it holds once it is approved", async () => {
    const { sync, deps } = campus();
    const held = await sync();
    const file = { planId: held.plan.id, sha256: held.plan.sha256 };
    expect(await applyFile(deps, { file, by: "root", approve: null })).toMatchObject({ status: "held", applied: 0 });
    expect(await applyFile(deps, { file, by: "root", approve: approveAll })).toMatchObject({ status: "done", converged: true });
  });
});

describe("a pass without a directory", () => {
  it("keeps the error of the source on its run and plans nothing", async () => {
    const { deps, store, matrix } = campus();
    const empty = { ...university(0), source: "ldap" };
    const broken = { ...deps, sources: [...deps.sources, { name: "ldap", read: async () => empty }] };
    await expect(syncPass(broken, { by: "root", approve: approveAll })).rejects.toMatchObject({ code: "source.empty" });
    const [run] = await store.runs("test", 1);
    expect(run).toMatchObject({ status: "failed", planId: null, error: { code: "source.empty", params: { source: "ldap" } } });
    expect(matrix.written).toEqual([]);
  });

  it("refuses a directory that issues one of campus's own logins", async () => {
    const { deps, state } = campus();
    state.reading = university(5, (person, index) => (index === 0 ? { ...person, login: "_Campus.Agent.Smith" } : person));
    await expect(planPass(deps, "root")).rejects.toMatchObject({ code: "identity.reserved" });
  });
});
