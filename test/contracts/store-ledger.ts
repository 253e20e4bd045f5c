/** The ledger's part of the store contract: what was written comes back, in the meaning of `applyWrites`, with its base. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { applyWrites } from "#core/apply-writes.ts";
import { addDays, day } from "#core/day.ts";
import { roomKey } from "#core/ids.ts";
import { emptyLedger, type Ledger, type LedgerWrite, type SeenFunction } from "#core/ledger.ts";
import { account, type Fresh, general, grant, outcome, room, someone, space, start, structureOne } from "./store-world.ts";

const today = day("2026-09-01");
const otherSpace = roomKey("structure:HS_R56");

/** One of every kind of write; later ones undo earlier ones. */
export const everyKind: readonly LedgerWrite[] = [
  { kind: "account.set", account: account(1, { intended: true, mail: "a@univ.example" }) },
  { kind: "account.set", account: account(1) },
  { kind: "account.set", account: account(2, { state: "leaving", cause: "vanished", due: day("2026-12-01") }) },
  { kind: "account.set", account: account(3, { state: "locked" }) },
  { kind: "account.set", account: account(4) },
  { kind: "account.drop", person: someone(4).person },
  { kind: "room.set", room: room(space, { sourceId: "0042" }) },
  { kind: "room.set", room: room(general) },
  { kind: "room.set", room: room("structure:THEIRS/general", { origin: "adopted" }) },
  { kind: "room.set", room: room("structure:GIVEN") },
  { kind: "grant.set", room: roomKey("structure:GIVEN"), grant: grant(1) },
  { kind: "leave.set", room: roomKey("structure:GIVEN"), leave: { userId: someone(6).userId, how: "left", day: today } },
  { kind: "name.set", room: roomKey("structure:GIVEN"), given: { userId: someone(1).userId, name: "Zoé" } },
  { kind: "room.drop", room: roomKey("structure:GIVEN") },
  { kind: "room.set", room: room("structure:OLD", { closedSince: today, accepted: { topic: "À la main", alias: "" } }) },
  { kind: "grant.set", room: space, grant: grant(1, { confirmed: false }) },
  { kind: "grant.set", room: space, grant: grant(1, { level: 50 }) },
  { kind: "grant.set", room: space, grant: grant(2, { origin: "adopted", lostSince: today }) },
  { kind: "grant.set", room: general, grant: grant(1) },
  { kind: "grant.drop", room: general, userId: someone(1).userId },
  { kind: "grant.drop", room: general, userId: someone(9).userId },
  { kind: "grant.set", room: general, grant: grant(3, { confirmed: false, level: 75 }) },
  { kind: "leave.set", room: general, leave: { userId: someone(5).userId, how: "banned", day: today } },
  { kind: "leave.set", room: general, leave: { userId: someone(6).userId, how: "left", day: today } },
  { kind: "leave.drop", room: general, userId: someone(6).userId },
  { kind: "absence.set", person: someone(2).person, absence: { since: today, reads: 1 } },
  { kind: "absence.set", person: someone(2).person, absence: { since: today, reads: 2 } },
  { kind: "absence.set", person: someone(3).person, absence: { since: today, reads: 1 } },
  { kind: "absence.drop", person: someone(3).person },
  { kind: "function.set", seen: { person: someone(1).person, structure: structureOne, code: "D30", missingSince: null } },
  { kind: "function.set", seen: { person: someone(2).person, structure: structureOne, code: "D30", missingSince: today } },
  { kind: "function.drop", person: someone(2).person, structure: structureOne, code: "D30" },
  { kind: "merge.set", absorbed: someone(7).person, survivor: someone(1).person },
  { kind: "merge.set", absorbed: someone(7).person, survivor: someone(2).person },
  { kind: "merge.set", absorbed: someone(8).person, survivor: someone(2).person },
  { kind: "merge.drop", absorbed: someone(8).person },
  { kind: "name.set", room: general, given: { userId: someone(1).userId, name: "Zoé" } },
  { kind: "name.set", room: general, given: { userId: someone(1).userId, name: "Zoé D." } },
  { kind: "name.set", room: space, given: { userId: someone(2).userId, name: "Max" } },
  { kind: "name.drop", room: space, userId: someone(2).userId },
  { kind: "source.set", source: "ldap", people: 100 },
  { kind: "source.set", source: "ldap", people: 101 },
];

export function describeStoreLedger(fresh: Fresh): void {
  it("starts from an empty ledger", async () => {
    const { store, server } = fresh();
    expect(await store.loadLedger(server, today)).toEqual(emptyLedger);
  });

  it("keeps every kind of write, the last one of a row winning", async () => {
    const { store, server } = fresh();
    await store.writeLedger(server, everyKind);
    expect(await store.loadLedger(server, today)).toEqual(applyWrites(emptyLedger, everyKind));
    expect((await store.loadLedger(`${server}-other`, today)).accounts.size).toBe(0);
  });

  it("gives the same ledger whether writes come at once or one by one", async () => {
    const { store, server } = fresh();
    for (const write of everyKind) await store.writeLedger(server, [write]);
    await store.writeLedger(server, []);
    expect(await store.loadLedger(server, today)).toEqual(applyWrites(emptyLedger, everyKind));
  });

  it("sets again a row dropped earlier in the same batch", async () => {
    const { store, server } = fresh();
    const writes: LedgerWrite[] = [
      { kind: "grant.set", room: space, grant: grant(1) },
      { kind: "grant.drop", room: space, userId: someone(1).userId },
      { kind: "grant.set", room: space, grant: grant(1, { level: 75 }) },
    ];
    await store.writeLedger(server, writes);
    expect((await store.loadLedger(server, today)).grants.get(space)).toEqual(new Map([[someone(1).userId, grant(1, { level: 75 })]]));
  });

  it("moves a room with its grants and leaves to a new key, between other writes of the batch", async () => {
    const { store, server } = fresh();
    const writes: LedgerWrite[] = [
      ...everyKind,
      { kind: "grant.set", room: otherSpace, grant: grant(8) },
      { kind: "room.rekey", before: space, after: otherSpace },
      { kind: "room.rekey", before: general, after: roomKey(`${otherSpace}/general`) },
      { kind: "room.rekey", before: roomKey("structure:ABSENT"), after: roomKey("structure:OLD") },
      { kind: "room.rekey", before: otherSpace, after: roomKey("structure:HS_R57") },
      { kind: "room.rekey", before: roomKey("structure:HS_R57"), after: roomKey("structure:HS_R57") },
      { kind: "grant.set", room: space, grant: grant(7) },
    ];
    await store.writeLedger(server, writes);
    const ledger = await store.loadLedger(server, today);
    expect(ledger).toEqual(applyWrites(emptyLedger, writes));
    expect([...(ledger.grants.get(roomKey("structure:HS_R57"))?.keys() ?? [])]).toEqual([1, 2].map((n) => someone(n).userId));
  });

  it("means the same as applyWrites for any writes in any order, at once or in two calls", async () => {
    const writes = fc.array(fc.constantFrom(...anyWrite), { maxLength: 25 });
    const same = fc.asyncProperty(writes, writes, async (first, second) => {
      const { store, server } = fresh();
      await store.writeLedger(server, first);
      await store.writeLedger(server, second);
      expect(sorted(await store.loadLedger(server, today))).toEqual(sorted(applyWrites(applyWrites(emptyLedger, first), second)));
    });
    await fc.assert(same, { numRuns: 60, seed: 7 });
  }, 60_000);

  describeBase(fresh);
}

/** Few keys, so that writes meet: rekeys cross, rows are dropped and set again. */
const keys = [space, general, otherSpace, roomKey("structure:HS_R57")];
const anyWrite: readonly LedgerWrite[] = [
  ...everyKind,
  ...keys.flatMap((before) => keys.map((after): LedgerWrite => ({ kind: "room.rekey", before, after }))),
  ...keys.flatMap((key): LedgerWrite[] => [
    { kind: "room.set", room: room(key, { name: "again" }) },
    { kind: "room.drop", room: key },
    { kind: "grant.set", room: key, grant: grant(1, { level: 100 }) },
    { kind: "grant.drop", room: key, userId: someone(1).userId },
    { kind: "leave.set", room: key, leave: { userId: someone(1).userId, how: "kicked", day: today } },
    { kind: "leave.drop", room: key, userId: someone(1).userId },
  ]),
];

/** Functions are a list: stores give them in key order. */
function sorted(ledger: Ledger): Ledger {
  const order = (seen: SeenFunction) => `${seen.person} ${seen.structure} ${seen.code}`;
  return { ...ledger, functions: [...ledger.functions].sort((a, b) => (order(a) < order(b) ? -1 : 1)) };
}

function describeBase(fresh: Fresh): void {
  it("counts the base from confirmed rows", async () => {
    const { store, server } = fresh();
    await store.writeLedger(server, everyKind);
    const { base } = await store.loadLedger(server, today);
    expect(base).toMatchObject({ applied: false, open: 2, grants: 2, structures: 1, promoted: 1, hour: new Map(), week: new Map() });
    expect(base.membersByStructure).toEqual(new Map([[structureOne, 2]]));
    expect(base.sources).toEqual(new Map([["ldap", 101]]));
  });

  it("counts applied exits and removals of the 7 days up to today, over all runs of the server", async () => {
    const { store, server } = fresh();
    for (const [back, status] of [
      [7, "done"],
      [6, "failed"],
      [0, "done"],
      [-1, "done"],
    ] as const) {
      const on = addDays(today, -back);
      const run = await start(store, server, on);
      const exits = [outcome("x1", "applied", "exit"), outcome("x2", "applied", "exit"), outcome("x3", "failed", "exit")];
      await store.saveOutcomes(run.id, on, [...exits, outcome("r1", "applied", "removal"), outcome("n1", "applied")]);
      await store.finishRun(run.id, { status, endedAt: on, figures: {}, error: null });
    }
    const { base } = await store.loadLedger(server, today);
    expect(base.week).toEqual(
      new Map([
        ["exit", 4],
        ["removal", 2],
      ]),
    );
    expect(base.hour).toEqual(new Map());
  });

  it("keeps what became of changes together with what they wrote, or neither", async () => {
    const { store, server } = fresh();
    const run = await start(store, server);
    const outcomes = [outcome("x1", "applied", "exit")];
    await expect(store.writeLedger(server, everyKind, { runId: "999999", today, outcomes })).rejects.toMatchObject({
      code: "plan.unknown",
    });
    expect(await store.loadLedger(server, today)).toEqual(emptyLedger);
    await store.writeLedger(server, everyKind, { runId: run.id, today, outcomes });
    expect((await store.loadLedger(server, today)).base.week).toEqual(new Map([["exit", 1]]));
    expect(await store.outcomes(run.id)).toEqual(outcomes);
    await store.writeLedger(server, [], { runId: run.id, today, outcomes: [outcome("x2", "applied", "exit")] });
    expect((await store.loadLedger(server, today)).base.week).toEqual(new Map([["exit", 2]]));
  });

  it("counts a server as applied only after a run that ended well and changed something", async () => {
    const { store, server } = fresh();
    const end = { endedAt: "2026-09-01T08:05:00.000Z", figures: {}, error: null };
    const applied = async () => (await store.loadLedger(server, today)).base.applied;
    const planned = await start(store, server);
    await store.finishRun(planned.id, { ...end, status: "done" });
    expect(await applied()).toBe(false);
    const held = await start(store, server);
    await store.saveOutcomes(held.id, today, [outcome("a", "held")]);
    await store.finishRun(held.id, { ...end, status: "held" });
    expect(await applied()).toBe(false);
    const done = await start(store, server);
    await store.saveOutcomes(done.id, today, [outcome("a", "applied")]);
    await store.finishRun(done.id, { ...end, status: "done" });
    expect(await applied()).toBe(true);
  });
}
