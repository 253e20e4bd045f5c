/** Passes over a part: what they look at, what they leave alone, what guards count, what the history keeps. */
import { describe, expect, it } from "vitest";
import { personKey, type StructureKey, type UserId } from "#core/ids.ts";
import { everything, type Scope } from "#core/scope.ts";
import { applyFile } from "#engine/apply-file.ts";
import { planPass } from "#engine/plan-pass.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

const person = (n: number): Scope => ({ ...everything, people: [personKey(String(n).padStart(5, "0"))] });
const userOf = (n: number) => `@agent${String(n).padStart(5, "0")}:campus.test` as UserId;

function campus(count = 40) {
  const state = { reading: university(count) };
  const matrix = openFakeMatrix();
  const store = openMemoryStore();
  const clock = fixedClock();
  const deps = depsOf({ homeserver: matrix, store, reading: () => state.reading }, { clock });
  const sync = (scope: Scope | null = null, approve: typeof approveAll | null = null) => syncPass(deps, { by: "root", approve, scope });
  return { state, matrix, store, clock, deps, sync };
}

describe("a pass over one person", () => {
  it("lets a newcomer in everywhere within 20 requests, and leaves the other newcomer for later", async () => {
    const { matrix, sync, state } = campus();
    await sync(null, approveAll);
    state.reading = university(42);
    const report = await sync(person(41));
    expect(report).toMatchObject({ status: "done", converged: true });
    expect(report.requests).toBeLessThanOrEqual(20);
    expect([...matrix.people.keys()].filter((user) => [userOf(41), userOf(42)].includes(user))).toEqual([userOf(41)]);
    expect(matrix.written.every(({ user }) => user !== userOf(42))).toBe(true);
    expect((await sync()).counts["account.create"]).toBe(1);
  });

  it("that has nothing to do costs three requests, whatever the size of the server", async () => {
    for (const size of [40, 400]) {
      const { sync } = campus(size);
      await sync(null, approveAll);
      expect(await sync(person(7))).toMatchObject({ changes: 0, requests: 3, status: "done" });
    }
  });

  it("sees that somebody left, and does not undo it", async () => {
    const { matrix, sync, store, deps } = campus();
    await sync(null, approveAll);
    const [room] = [...matrix.open.values()].filter(({ alias }) => alias === "#str-lab1-general:campus.test");
    expect(room?.members.delete(userOf(1))).toBe(true);
    room?.departures.set(userOf(1), { membership: "leave", by: userOf(1) });
    expect(await sync(person(1))).toMatchObject({ changes: 0, requests: 4 });
    const leaves = (await store.loadLedger("test", deps.clock.today())).leaves;
    expect([...leaves.values()].flatMap((rows) => [...rows.keys()])).toEqual([userOf(1)]);
  });

  it("is held when the whole directory asks for too much at once", async () => {
    const { matrix, sync, state, clock } = campus();
    await sync(null, approveAll);
    clock.day = "2026-10-01";
    state.reading = university(40, (one, index) => (index < 20 ? { ...one, state: "disabled" } : one));
    expect(await sync(person(3))).toMatchObject({ status: "held", changes: 1, held: 1, applied: 0 });
    expect([...matrix.people.values()].filter(({ locked }) => locked)).toEqual([]);
  });

  it("a hundred times trips the guard of exits as one pass would", async () => {
    const { matrix, sync, state, clock } = campus(120);
    await sync(null, approveAll);
    clock.day = "2026-10-01";
    for (let gone = 1; gone <= 100; gone += 1) {
      state.reading = university(120, (one, index) => (index < gone ? { ...one, state: "disabled" } : one));
      await sync(person(gone));
    }
    // All within an hour: the limit of one pass.
    expect([...matrix.people.values()].filter(({ locked }) => locked)).toHaveLength(3);
  });

  it("is asked for by key, login or Matrix id; somebody unknown is an error of a command, and nothing for a refresh", async () => {
    const { sync, deps, matrix } = campus();
    await sync(null, approveAll);
    const written = matrix.written.length;
    for (const name of ["00007", "agent00007", "@agent00007:campus.test"]) {
      const { plan } = await planPass(deps, { by: "root", scope: { ...everything, people: [personKey(name)] } });
      expect(plan.plan.scope).toEqual(person(7));
    }
    await expect(sync({ ...everything, people: [personKey("nobody")] })).rejects.toMatchObject({
      code: "scope.unknown",
      params: { what: "person", name: "nobody" },
    });
    const refresh = { by: "svc", approve: null, trigger: "refresh", scope: { ...everything, people: [personKey("nobody")] } } as const;
    expect(await syncPass(deps, refresh)).toMatchObject({ changes: 0, status: "done" });
    expect(matrix.written.length).toBe(written);
  });

  it("counts all reveals of the red list, which only the server can tell", async () => {
    const { sync, state, matrix } = campus();
    state.reading = university(40, (one, index) => ({ ...one, redList: index < 20 }));
    await sync(null, approveAll);
    state.reading = university(40);
    const report = await sync(person(3));
    expect(report.counts["account.listing"]).toBe(1);
    expect(report).toMatchObject({ status: "held", applied: 0 });
    expect([...matrix.people.values()].filter(({ listed }) => !listed)).toHaveLength(20);
  });
});

describe("a pass over one structure", () => {
  const structure: Scope = { ...everything, structures: ["LAB1" as StructureKey] };

  it("renames its rooms and seats its people; other structures wait", async () => {
    const { sync, state, matrix } = campus();
    await sync(null, approveAll);
    state.reading = university(44);
    const [, ...others] = state.reading.structures;
    const renamed = others.map((one) => ({ ...one, longLabel: `Nouveau ${one.code}` }));
    state.reading = { ...state.reading, structures: [...state.reading.structures.slice(0, 1), ...renamed] };
    const report = await sync(structure);
    expect(report).toMatchObject({ status: "done", converged: true });
    const named = [...matrix.open.values()].filter(({ name }) => name.includes("Nouveau")).map(({ alias }) => alias);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((alias) => !alias.startsWith("#str-lab1"))).toEqual([]);
    expect([41, 42, 43, 44].map((n) => matrix.people.has(userOf(n)))).toEqual([true, false, false, false]);
  });
});

describe("a pass over some kinds of change", () => {
  it("locks, and joins nobody; it reads no room", async () => {
    const { sync, state, matrix } = campus();
    await sync(null, approveAll);
    state.reading = university(41, (one, index) => (index === 5 ? { ...one, state: "disabled" } : one));
    const report = await sync({ ...everything, kinds: ["account.lock"] });
    expect(report.counts).toEqual({ "account.lock": 1 });
    expect(report.requests).toBeLessThanOrEqual(4);
    expect(matrix.people.get(userOf(6))?.locked).toBe(true);
    expect(matrix.people.has(userOf(41))).toBe(false);
  });

  it("takes along what they need: a join makes the account first", async () => {
    const { sync, state } = campus();
    await sync(null, approveAll);
    state.reading = university(41);
    const report = await sync({ ...everything, kinds: ["member.join"] });
    expect(Object.keys(report.counts).sort()).toEqual(["account.create", "member.join"]);
  });
});

describe("the first run of a server", () => {
  it("is not done by a part: the rest stays held", async () => {
    const { sync } = campus();
    expect(await sync(person(1))).toMatchObject({ status: "held", applied: 0 });
    const pilot = await sync(person(1), approveAll);
    expect(pilot.status).toBe("done");
    expect(pilot.applied).toBeGreaterThan(3);
    expect(await sync()).toMatchObject({ status: "held", applied: 0 });
  });
});

describe("the history", () => {
  it("keeps what was asked for, by what, what it cost and what it found", async () => {
    const { sync, store, deps, state } = campus();
    await sync(null, approveAll);
    state.reading = university(41);
    await syncPass(deps, { by: "svc", approve: null, trigger: "refresh", scope: person(41) });
    const [last, first] = await store.runs("test", 2);
    expect(first).toMatchObject({ trigger: "command", scope: null });
    expect(last).toMatchObject({ trigger: "refresh", scope: person(41), by: "svc" });
    expect(Object.keys(last?.details.seconds ?? {})).toEqual(["read", "observe", "plan", "apply", "verify"]);
    const requests = Object.values(last?.details.requests ?? {}).reduce((sum, one) => sum + one, 0);
    expect(requests).toBe(last?.figures.requests);
    expect(last?.details.changes).toMatchObject({ "account.create": 1 });
  });

  it("keeps how far a run went that failed", async () => {
    const { deps, store } = campus();
    await expect(
      syncPass({ ...deps, sources: [{ name: "ldap", read: () => Promise.reject(new Error("no")) }] }, { by: "x", approve: null }),
    ).rejects.toThrow("no");
    expect(Object.keys((await store.runs("test", 1))[0]?.details.seconds ?? {})).toEqual(["read"]);
  });
});

describe("a saved plan of a part", () => {
  it("is applied as a part", async () => {
    const { sync, state, deps, matrix } = campus();
    await sync(null, approveAll);
    state.reading = university(42);
    const { plan } = await planPass(deps, { by: "root", scope: person(41) });
    const report = await applyFile(deps, { file: { planId: plan.id, sha256: plan.sha256 }, by: "root", approve: null });
    expect(report).toMatchObject({ status: "done", converged: true, applied: plan.plan.changes.length });
    expect(matrix.people.has(userOf(42))).toBe(false);
  });
});

describe("an approval", () => {
  it("still counts after a hundred passes over one person each", async () => {
    const { sync, state, store, clock, matrix } = campus();
    await sync(null, approveAll);
    clock.day = "2026-10-01";
    state.reading = university(40, (one, index) => (index < 20 ? { ...one, state: "disabled" } : one));
    const held = await sync();
    await store.approve({ planId: held.plan.id, by: "camille", ...approveAll, at: held.plan.savedAt, guards: ["exits"], keys: [] });
    for (let n = 0; n < 100; n += 1) expect(await sync(person(30))).toMatchObject({ status: "done", changes: 0 });
    expect(await sync()).toMatchObject({ status: "done", counts: { "account.lock": 20 } });
    expect([...matrix.people.values()].filter(({ locked }) => locked)).toHaveLength(20);
  });
});
