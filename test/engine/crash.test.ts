/** Crashes, failures and refusals while a plan is applied: the next pass repairs them, and nothing is made twice. */
import { describe, expect, it } from "vitest";
import { AppError } from "#core/errors.ts";
import type { RoomId, UserId } from "#core/ids.ts";
import type { Store } from "#engine/ports.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, university } from "./campus.ts";
import { type FakeMatrix, type FakeRequest, openFakeMatrix } from "./fake-matrix.ts";
import { Killed, killAt, revive, underLock } from "./kill.ts";

function campus(count = 25) {
  const matrix = openFakeMatrix();
  const store = openMemoryStore();
  const state = { reading: university(count) };
  const fakes = { homeserver: matrix, reading: () => state.reading };
  const sync = (through: Store = store) => syncPass(depsOf({ ...fakes, store: through }), { by: "root", approve: approveAll });
  const resume = () => syncPass(depsOf({ ...fakes, store }), { by: "root", approve: null });
  return { matrix, store, state, sync, resume };
}

function duplicates(matrix: FakeMatrix): string[] {
  const aliases = [...matrix.open.values()].map((room) => room.alias);
  return aliases.filter((alias, index) => aliases.indexOf(alias) !== index);
}

describe("a process killed while it applies", () => {
  const total = 300;
  const points = Array.from({ length: 40 }, (_, index) => 1 + ((index * 7919) % total));

  it.each(points)("at write %i is repaired by the next pass, without a duplicate and without a new approval", async (point) => {
    for (const effect of [false, true]) {
      const { matrix, store, sync, resume } = campus();
      await sync(killAt(matrix, store, { at: point, effect })).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
      revive(matrix);
      const repaired = await resume();
      expect(repaired).toMatchObject({ status: "done", converged: true, failed: 0, held: 0 });
      expect(duplicates(matrix)).toEqual([]);
      expect(matrix.people.size).toBe(25);
      expect((await resume()).changes).toBe(0);
      await expectAllGranted(matrix, store);
    }
  });
});

/** Every membership made by either run is known as ours, and so are the levels. */
async function expectAllGranted(matrix: FakeMatrix, store: Store): Promise<void> {
  const ledger = await store.loadLedger("test", "2026-08-27" as never);
  for (const { key, roomId } of ledger.rooms.values()) {
    const room = matrix.open.get(roomId);
    const grants = [...(ledger.grants.get(key)?.values() ?? [])];
    expect(grants.filter((grant) => grant.confirmed).map((grant) => grant.userId)).toEqual(
      expect.arrayContaining([...(room?.members ?? [])]),
    );
    const levels = grants.filter((grant) => grant.level > 0).map((grant) => [grant.userId, grant.level]);
    expect(new Map(levels as [UserId, number][])).toEqual(room?.levels);
  }
  expect([...ledger.accounts.values()].filter((account) => account.intended)).toEqual([]);
}

describe("a server that fails", () => {
  it("interrupts the run after five failures in a row; the next pass resumes", async () => {
    const { matrix, sync, resume, store } = campus();
    matrix.onWrite = () => {
      if (matrix.written.length > 40) throw new AppError("matrix.unreachable", {});
    };
    const broken = await sync();
    expect(broken).toMatchObject({ status: "interrupted", converged: null, error: { code: "run.interrupted" } });
    expect(broken.applied + broken.failed + broken.skipped).toBe(broken.changes);
    expect(broken.failed).toBeLessThanOrEqual(5 + 8);
    expect((await store.runs("test", 1))[0]).toMatchObject({ status: "interrupted", error: { code: "run.interrupted" } });
    revive(matrix);
    expect(await resume()).toMatchObject({ status: "done", converged: true, held: 0 });
    expect(duplicates(matrix)).toEqual([]);
  });

  it("now and then does not stop the run", async () => {
    const { matrix, sync, resume } = campus();
    matrix.onWrite = () => {
      if (matrix.written.length % 17 === 0) throw new AppError("matrix.timeout", {});
    };
    const report = await sync();
    expect(report).toMatchObject({ status: "failed", error: null });
    expect(report.failed).toBeGreaterThan(5);
    revive(matrix);
    expect(await resume()).toMatchObject({ status: "done", converged: true });
  });

  it("and refuses the token fails the run at once", async () => {
    const { matrix, sync } = campus();
    matrix.onWrite = () => {
      throw new AppError("matrix.unauthorized", {});
    };
    const report = await sync();
    expect(report).toMatchObject({ status: "failed", applied: 0, error: { code: "matrix.unauthorized" } });
    expect(report.failed).toBeLessThanOrEqual(4);
  });
});

describe("a store that is full", () => {
  it.each([1, 2, 9, 16, 18])("at transaction %i stops everything: nothing is sent that could not be announced", async (last) => {
    const { matrix, store, sync, resume } = campus();
    let transactions = 0;
    let sent = -1;
    const full = underLock(store, {
      writeLedger: (server, writes, told) => {
        transactions += 1;
        if (transactions < last) return store.writeLedger(server, writes, told);
        if (sent < 0) sent = matrix.written.length;
        return Promise.reject(new AppError("store.full", {}));
      },
    });
    await expect(sync(full)).rejects.toMatchObject({ code: "store.full" });
    // What was on its way in the other lanes may still end: at most a batch each.
    expect(matrix.written.length - sent).toBeLessThanOrEqual(60);
    expect((await store.runs("test", 1))[0]).toMatchObject({ status: "failed", error: { code: "store.full" } });
    expect(await resume()).toMatchObject({ status: "done", converged: true, failed: 0, held: 0 });
    expect(duplicates(matrix)).toEqual([]);
  });
});

describe("a change that the server refuses", () => {
  it("stops only what needs it", async () => {
    const { matrix, sync, resume } = campus();
    matrix.onWrite = ({ what, user }: FakeRequest) => {
      if (what === "create" && user === "@agent00006:campus.test") throw new AppError("matrix.conflict", {});
    };
    const report = await sync();
    expect(report).toMatchObject({ status: "failed", failed: 1, converged: false });
    const skipped = report.changes - report.applied - report.failed;
    expect(report.skipped).toBe(skipped);
    expect(report.remaining.every((change) => JSON.stringify(change).includes("agent00006"))).toBe(true);
    expect([...matrix.open.values()].some((room) => room.members.has("@agent00006:campus.test" as UserId))).toBe(false);
    revive(matrix);
    expect(await resume()).toMatchObject({ status: "done", converged: true });
  });

  it("leaves no announcement: an account made by a stranger meanwhile is not ours", async () => {
    const { matrix, store, sync, resume } = campus();
    const user = "@agent00006:campus.test" as UserId;
    const stranger = {
      userId: user,
      displayName: "X",
      locked: false,
      deactivated: false,
      erased: false,
      listed: true,
      externalId: "other",
      mail: null,
    };
    matrix.onWrite = ({ what }: FakeRequest) => {
      if (what === "create") matrix.people.set(user, stranger);
    };
    expect(await sync()).toMatchObject({ status: "failed", failed: 1 });
    const ledger = await store.loadLedger("test", "2026-08-27" as never);
    expect([...ledger.accounts.values()].some((account) => account.userId === user)).toBe(false);
    revive(matrix);
    const next = await resume();
    expect(next.changes).toBe(0);
    expect(next.problems).toContainEqual(expect.objectContaining({ code: "account-taken", subject: "00006" }));
    expect(matrix.people.get(user)).toEqual(stranger);
  });

  it("in one room leaves the other rooms alone, and a ban is respected afterwards", async () => {
    const { matrix, sync, resume, state, store } = campus();
    await sync();
    const user = "@agent00010:campus.test" as UserId;
    const ledger = await store.loadLedger("test", "2026-08-27" as never);
    const id = ledger.rooms.get("structure:LAB2/general" as never)?.roomId as RoomId;
    matrix.open.get(id)?.members.delete(user);
    matrix.open.get(id)?.departures.set(user, { membership: "ban", by: "@chef:campus.test" as UserId });
    state.reading = university(26);
    const report = await resume();
    expect(report).toMatchObject({ status: "done", failed: 0, converged: true });
    expect(report.problems).toContainEqual(expect.objectContaining({ code: "member-banned" }));
    expect((await resume()).changes).toBe(0);
  });
});

describe("writes into the store", () => {
  it("are grouped: far fewer transactions than changes", async () => {
    const { matrix, store, sync } = campus(120);
    let transactions = 0;
    const counting = underLock(store, {
      writeLedger: (server, writes, told) => {
        transactions += 1;
        return store.writeLedger(server, writes, told);
      },
    });
    const report = await sync(counting);
    // One per room made, at most one per room filled and per room raised, and one per phase.
    expect(transactions).toBeLessThanOrEqual(3 * matrix.open.size + 10);
    expect(report.applied).toBeGreaterThan(5 * transactions);
  });
});
