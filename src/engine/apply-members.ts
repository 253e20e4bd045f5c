/** Carries out joins, removals and levels: one batch per room, announced and confirmed in groups. */

import type { Change } from "#core/change.ts";
import { type RoomId, type RoomKey, spaceOf } from "#core/ids.ts";
import type { Grant, LedgerWrite } from "#core/ledger.ts";
import { type Reason, reason } from "#core/reason.ts";
import { type Acting, attempt, confirm, intend, mayGo, settle } from "./acting.ts";
import { roomLanes } from "./apply-rooms.ts";
import { type LaneWork, runLanes } from "./lanes.ts";
import { joinDone, joinIntended, joinRefused, levelDone, removeDone } from "./ledger-writes.ts";
import type { ChangeOf } from "./phases.ts";
import type { MemberAct, Refusal } from "./ports.ts";

type MemberChange = ChangeOf<"joins" | "removals">;
type Level = ChangeOf<"levels">;

/** Members written as one batch. */
const membersPerBatch = 200;
/** Joins announced in one transaction. */
const joinsPerAnnouncement = 5000;

type Entry = Extract<MemberChange, { kind: "member.join" | "member.invite" }>;
const isEntry = (change: MemberChange): change is Entry => change.kind !== "member.remove";

/** Grants as they stood before the announcement. */
type Before = ReadonlyMap<Change["key"], Grant | null>;

export async function applyMembers(act: Acting, changes: readonly MemberChange[]): Promise<void> {
  const before = await announceJoins(act, changes);
  const byRoom = [...Map.groupBy(changes, (change) => change.room)];
  const work = byRoom.map(([room, own]): LaneWork => {
    // Synapse lets somebody into a restricted room only once they are in its space.
    const restricted = own.some((change) => change.kind === "member.join" && change.way === "restricted");
    return { key: room, after: restricted ? spaceOf(room) : null, size: own.length, run: () => applyRoomMembers(act, room, own, before) };
  });
  await runLanes(work, roomLanes);
}

/**
 * All joins of the phase before its first request, in a few transactions: room by room, the lanes would wait for the store
 * as many times as there are rooms. What is skipped afterwards is taken back; what a crash leaves announced, the next pass joins or drops.
 */
async function announceJoins(act: Acting, changes: readonly MemberChange[]): Promise<Before> {
  const before = new Map<Change["key"], Grant | null>();
  const joins = act.breaker.stopped() ? [] : changes.filter(isEntry);
  for (let at = 0; at < joins.length; at += joinsPerAnnouncement) {
    const some = joins.slice(at, at + joinsPerAnnouncement);
    for (const change of some) before.set(change.key, act.book.grant(change.room, change.userId));
    await intend(
      act,
      some.flatMap((change) => joinIntended(change, act.book)),
    );
  }
  return before;
}

async function applyRoomMembers(act: Acting, room: RoomKey, changes: readonly MemberChange[], before: Before): Promise<void> {
  for (let at = 0; at < changes.length; at += membersPerBatch) {
    const ready = changes.slice(at, at + membersPerBatch).filter((change) => mayStillGo(act, change, before));
    const id = act.book.room(room)?.roomId;
    if (id === undefined) for (const change of ready) skip(act, change, before);
    else for (let from = 0; from < ready.length; ) from += await writeFrom(act, { room: id, changes: ready, before }, from);
  }
}

/** As `mayGo`; a join that may not go takes its announcement back. */
function mayStillGo(act: Acting, change: MemberChange, before: Before): boolean {
  if (mayGo(act, change)) return true;
  takeBack(act, change, before);
  return false;
}

function skip(act: Acting, change: MemberChange, before: Before): void {
  settle(act, change, "skipped");
  takeBack(act, change, before);
}

function takeBack(act: Acting, change: MemberChange, before: Before): void {
  if (isEntry(change) && before.has(change.key)) confirm(act, joinRefused(change, before.get(change.key) ?? null));
}

interface Batch {
  readonly room: RoomId;
  readonly changes: readonly MemberChange[];
  readonly before: Before;
}

/** How many changes were settled: all that were left, or those up to one that failed upstream, this one included. */
async function writeFrom(act: Acting, batch: Batch, from: number): Promise<number> {
  const left = batch.changes.slice(from);
  if (left[0] && !mayStillGo(act, left[0], batch.before)) return 1;
  const acts = left.map((change) => memberAct(act, change));
  let settled = 0;
  try {
    await act.homeserver.members.write(batch.room, acts, (at, refusal) => {
      settled = at + 1;
      act.breaker.answered();
      const change = left[at];
      if (change) settleMember(act, change, batch.before.get(change.key) ?? null, refusal);
      // Who stops, or has lost the server to somebody else, does not finish the batch.
      if (settled < left.length && act.breaker.stopped()) throw new BatchStopped();
    });
    return left.length;
  } catch (error) {
    if (error instanceof BatchStopped) return settled;
    const refusal = act.breaker.failed(error);
    const failed = left[settled];
    if (failed) settle(act, failed, "failed", refusal);
    return settled + 1;
  }
}

class BatchStopped extends Error {}

function memberAct(act: Acting, change: MemberChange): MemberAct {
  if (change.kind === "member.join") return { act: "join", userId: change.userId, way: change.way };
  if (change.kind === "member.invite") return { act: "invite", userId: change.userId };
  return { act: "remove", userId: change.userId, why: act.say(shownReason(change.reason)) };
}

/** Everybody in the room sees why: who undid a run, and what they wrote about it, is for operators. */
function shownReason(given: Reason): Reason {
  return given.code === "undoes-run" ? reason("undoes-run", { run: given.params.run ?? "" }) : given;
}

function settleMember(act: Acting, change: MemberChange, before: Grant | null, refusal: Refusal | null): void {
  if (refusal) {
    if (isEntry(change)) confirm(act, joinRefused(change, before));
    settle(act, change, "failed", refusal);
    return;
  }
  confirm(act, memberDone(act, change));
  settle(act, change, "applied");
}

/** An invitation proves nothing: the grant is confirmed once the person is seen in the room. */
function memberDone(act: Acting, change: MemberChange): LedgerWrite[] {
  if (change.kind === "member.invite") return [];
  return change.kind === "member.join" ? joinDone(change, act.book) : removeDone(change, act.today);
}

/** One event per room carries all its new levels. */
export async function applyLevels(act: Acting, changes: readonly Level[]): Promise<void> {
  const byRoom = [...Map.groupBy(changes, (change) => change.room)];
  const work = byRoom.map(
    ([room, own]): LaneWork => ({ key: room, after: null, size: own.length, run: () => applyRoomLevels(act, room, own) }),
  );
  await runLanes(work, roomLanes);
}

async function applyRoomLevels(act: Acting, room: RoomKey, changes: readonly Level[]): Promise<void> {
  const ready = changes.filter((change) => mayGo(act, change));
  const id = act.book.room(room)?.roomId;
  if (id === undefined) for (const change of ready) settle(act, change, "skipped");
  if (id === undefined || ready.length === 0) return;
  const levels = new Map(ready.map((change) => [change.userId, change.after]));
  const done = () => ready.flatMap((change) => levelDone(change, act.book));
  await attempt(act, ready, () => act.homeserver.rooms.setLevels(id, levels), done);
}
