/** A room that people made is taken over by decision: held, approved, carried out, repaired after a crash, given back. */
import { describe, expect, it } from "vitest";
import { AppError } from "#core/errors.ts";
import { type Day, type RoomKey, roomId, roomKey, type UserId } from "#core/ids.ts";
import type { Store } from "#engine/ports.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { foundRoom } from "../scenarios/found.ts";
import type { Found } from "../scenarios/scenario.ts";
import { approveAll, depsOf, university } from "./campus.ts";
import { type FakeMatrix, openFakeMatrix } from "./fake-matrix.ts";
import { Killed, killAt, revive } from "./kill.ts";

const today = "2026-08-27" as Day;
const space = roomKey("structure:LAB1");
const general = roomKey("structure:LAB1/general");

interface Wish {
  readonly id: string;
  readonly place: RoomKey;
  readonly verdict?: "adopt" | "release";
}

/** A server that campus manages, but for one structure, whose people made rooms themselves. */
async function joining(...rooms: Found[]) {
  const [matrix, store] = [openFakeMatrix(), openMemoryStore()];
  for (const one of rooms) matrix.found.set(roomId(one.found), foundRoom(one));
  const decide = ({ id, place, verdict = "adopt" }: Wish) => {
    const value = { room: place, roomId: roomId(id), verdict, by: "camille", reason: "reprise", since: today, until: null };
    return store.decide("test", [{ kind: "room-adoption", value }], `2026-08-27T05:00:0${verdict === "adopt" ? 1 : 2}.000Z`);
  };
  let reading = university(25, (person) => (person.assignments.some(({ structure }) => structure === "LAB1") ? null : person));
  const pass = (approve: typeof approveAll | null = null, through: Store = store) =>
    syncPass(depsOf({ homeserver: matrix, store: through, reading: () => reading }), { by: "root", approve });
  await pass(approveAll);
  reading = university(25);
  const ledger = () => store.loadLedger("test", today);
  return { matrix, store, decide, pass, ledger };
}

const labo = { found: "!labo", name: "Général – LAB1", members: ["agent00001", "agent00005", "visiteur"], levels: { visiteur: 100 } };
const espace = { found: "!espace", name: "Structure LAB1", space: true, members: ["visiteur"], children: ["!bavardage"] };
const inside = (matrix: FakeMatrix, id: string) => matrix.open.get(roomId(id))?.members ?? new Set<UserId>();
const user = (name: string) => `@${name}:campus.test` as UserId;

describe("a room adopted by decision", () => {
  it("keeps its people, gets those who miss, and is managed from then on: a second pass finds nothing to do", async () => {
    const { matrix, decide, pass, ledger } = await joining(labo, espace);
    await decide({ id: "!labo", place: general });
    await decide({ id: "!espace", place: space });
    const report = await pass(approveAll);
    expect(report).toMatchObject({ status: "done", failed: 0, converged: true, counts: { "room.adopt": 2 } });
    const { rooms, grants } = await ledger();
    expect(rooms.get(general)).toMatchObject({ roomId: "!labo", origin: "adopted", name: "Général – LAB1" });
    expect(rooms.get(space)).toMatchObject({ roomId: "!espace", origin: "adopted" });
    expect(grants.get(general)?.get(user("agent00001"))).toMatchObject({ origin: "adopted", confirmed: true });
    expect(grants.get(general)?.get(user("agent00009"))).toMatchObject({ origin: "given", confirmed: true });
    expect(grants.get(general)?.has(user("visiteur"))).toBe(false);
    expect(inside(matrix, "!labo").has(user("visiteur"))).toBe(true);
    expect(inside(matrix, "!labo").size).toBe(8);
    expect(matrix.open.get(roomId("!labo"))?.levels.get(user("visiteur"))).toBe(100);
    expect([...(matrix.open.get(roomId("!espace"))?.children.keys() ?? [])]).toEqual(expect.arrayContaining(["!bavardage", "!labo"]));
    expect(await pass()).toMatchObject({ status: "done", changes: 0 });
  });

  it("waits for somebody's approval, and nothing is written down or done meanwhile", async () => {
    const { matrix, decide, pass, ledger } = await joining(labo);
    await decide({ id: "!labo", place: general });
    const report = await pass();
    expect(report).toMatchObject({ status: "held", failed: 0, skipped: 0, converged: true });
    expect(matrix.written.filter(({ what, room }) => what === "adopt" || room === "!labo")).toEqual([]);
    expect((await ledger()).grants.has(general)).toBe(false);
    expect((await ledger()).rooms.has(space)).toBe(true);
    expect(await pass(approveAll)).toMatchObject({ status: "done", converged: true });
    expect((await ledger()).rooms.get(general)).toMatchObject({ roomId: "!labo", origin: "adopted" });
  });

  it("that the server refuses to hand over stops what concerns it, and nothing else", async () => {
    const { matrix, decide, pass, ledger } = await joining(labo);
    await decide({ id: "!labo", place: general });
    matrix.onWrite = ({ what }) => {
      if (what === "adopt") throw new AppError("matrix.forbidden", { text: "nobody in the room can give the level back" });
    };
    const report = await pass(approveAll);
    expect(report).toMatchObject({ status: "failed", failed: 1 });
    expect(report.failures[0]).toMatchObject({ kind: "room.adopt", refusal: { code: "matrix.forbidden" } });
    const { rooms, grants } = await ledger();
    expect([rooms.has(general), grants.has(general)]).toEqual([false, false]);
    expect(rooms.has(space)).toBe(true);
    expect(matrix.found.has(roomId("!labo"))).toBe(true);
    revive(matrix);
    expect(await pass()).toMatchObject({ status: "done", converged: true, held: 0 });
    expect((await ledger()).rooms.get(general)).toMatchObject({ roomId: "!labo" });
  });

  it("nobody can hand over: told, and no other room is made in its place", async () => {
    const { matrix, decide, pass } = await joining({ ...labo, reachable: false });
    await decide({ id: "!labo", place: general });
    const report = await pass(approveAll);
    expect(report.problems).toContainEqual(expect.objectContaining({ code: "adopt-room-without-administrator", subject: general }));
    expect([...matrix.open.values()].some(({ name }) => name === "Général – LAB1")).toBe(false);
    expect(await pass()).toMatchObject({ status: "done", changes: 0 });
  });
});

describe("a process killed while it adopts", () => {
  // The first writes of the pass: the two rooms taken over, then the spaces and rooms around them.
  const points = Array.from({ length: 14 }, (_, index) => index + 1);

  it.each(points)("at write %i is repaired by the next pass: the room is the one of people, once", async (point) => {
    for (const effect of [false, true]) {
      const { matrix, store, decide, pass, ledger } = await joining(labo, espace);
      await decide({ id: "!labo", place: general });
      await decide({ id: "!espace", place: space });
      await pass(approveAll, killAt(matrix, store, { at: point, effect })).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
      revive(matrix);
      expect(await pass()).toMatchObject({ status: "done", converged: true, failed: 0, held: 0 });
      const { rooms } = await ledger();
      expect([rooms.get(general)?.roomId, rooms.get(space)?.roomId]).toEqual(["!labo", "!espace"]);
      expect([...matrix.open.values()].filter(({ name }) => name === "Général – LAB1").map((one) => one.roomId)).toEqual(["!labo"]);
      expect(inside(matrix, "!labo").has(user("visiteur"))).toBe(true);
      expect((await pass()).changes).toBe(0);
    }
  });
});

describe("an adoption taken back", () => {
  it("is forgotten and leaves the room as it is; another one is made in its place once somebody approves", async () => {
    const { matrix, decide, pass, ledger } = await joining(labo);
    await decide({ id: "!labo", place: general });
    await pass(approveAll);
    const before = structuredClone(matrix.open.get(roomId("!labo")));
    await decide({ id: "!labo", place: general, verdict: "release" });
    expect(await pass()).toMatchObject({ status: "done", applied: 1, converged: true, counts: { "room.release": 1 } });
    const { rooms, grants } = await ledger();
    expect([rooms.has(general), grants.has(general)]).toEqual([false, false]);
    expect(matrix.open.get(roomId("!labo"))).toEqual({ ...before, alias: "" });
    expect(await pass()).toMatchObject({ status: "held", applied: 0 });
    expect(await pass(approveAll)).toMatchObject({ status: "done", converged: true });
    const made = (await ledger()).rooms.get(general);
    expect(made?.origin).toBeUndefined();
    expect(made?.roomId).not.toBe("!labo");
    expect(matrix.open.get(roomId("!labo"))).toEqual({ ...before, alias: "" });
    expect((await pass()).changes).toBe(0);
  });

  it("and taken again, the room is the one it was", async () => {
    const { decide, pass, ledger } = await joining(labo);
    await decide({ id: "!labo", place: general });
    await pass(approveAll);
    await decide({ id: "!labo", place: general, verdict: "release" });
    await pass();
    await decide({ id: "!labo", place: general });
    expect(await pass(approveAll)).toMatchObject({ status: "done", converged: true, counts: { "room.adopt": 1 } });
    expect((await ledger()).rooms.get(general)).toMatchObject({ roomId: "!labo", origin: "adopted" });
  });
});
