/** Carries out joins, removals and levels: one batch per room, announced and confirmed in groups. */
import { type RoomId, type RoomKey, spaceOf } from "#core/ids.ts";
import type { Grant } from "#core/ledger.ts";
import { type Acting, attempt, confirm, intend, mayGo, settle } from "./acting.ts";
import { roomLanes } from "./apply-rooms.ts";
import { type LaneWork, runLanes } from "./lanes.ts";
import { joinDone, joinIntended, joinRefused, levelDone, removeDone } from "./ledger-writes.ts";
import type { ChangeOf } from "./phases.ts";
import type { MemberAct, Refusal } from "./ports.ts";

type MemberChange = ChangeOf<"joins" | "removals">;
type Level = ChangeOf<"levels">;

/** Members announced in one transaction and written as one batch. */
const membersPerBatch = 200;

export async function applyMembers(act: Acting, changes: readonly MemberChange[]): Promise<void> {
  const byRoom = [...Map.groupBy(changes, (change) => change.room)];
  const work = byRoom.map(([room, own]): LaneWork => {
    // Synapse lets somebody into a restricted room only once they are in its space.
    const restricted = own.some((change) => change.kind === "member.join" && change.way === "restricted");
    return { key: room, after: restricted ? spaceOf(room) : null, size: own.length, run: () => applyRoomMembers(act, room, own) };
  });
  await runLanes(work, roomLanes);
}

async function applyRoomMembers(act: Acting, room: RoomKey, changes: readonly MemberChange[]): Promise<void> {
  for (let at = 0; at < changes.length; at += membersPerBatch) {
    const ready = changes.slice(at, at + membersPerBatch).filter((change) => mayGo(act, change));
    const id = act.book.room(room)?.roomId;
    if (id === undefined) for (const change of ready) settle(act, change, "skipped");
    else if (ready.length > 0) await writeBatch(act, id, ready);
  }
}

interface Batch {
  readonly room: RoomId;
  readonly changes: readonly MemberChange[];
  /** Grants as they stood before the announcement. */
  readonly before: readonly (Grant | null)[];
}

async function writeBatch(act: Acting, room: RoomId, changes: readonly MemberChange[]): Promise<void> {
  const before = changes.map((change) => act.book.grant(change.room, change.userId));
  await intend(
    act,
    changes.flatMap((change) => (change.kind === "member.join" ? joinIntended(change, act.book) : [])),
  );
  for (let from = 0; from < changes.length; ) from += await writeFrom(act, { room, changes, before }, from);
}

/** How many changes were settled: all that were left, or those up to one that failed upstream, this one included. */
async function writeFrom(act: Acting, batch: Batch, from: number): Promise<number> {
  const left = batch.changes.slice(from);
  if (left[0] && !mayGo(act, left[0])) return 1;
  const acts = left.map((change) => memberAct(act, change));
  let settled = 0;
  try {
    await act.homeserver.members.write(batch.room, acts, (at, refusal) => {
      settled = at + 1;
      act.breaker.answered();
      const change = left[at];
      if (change) settleMember(act, change, batch.before[from + at] ?? null, refusal);
    });
    return left.length;
  } catch (error) {
    const refusal = act.breaker.failed(error);
    const failed = left[settled];
    if (failed) settle(act, failed, "failed", refusal);
    return settled + 1;
  }
}

function memberAct(act: Acting, change: MemberChange): MemberAct {
  if (change.kind === "member.join") return { act: "join", userId: change.userId, way: change.way };
  return { act: "remove", userId: change.userId, why: act.say(change.reason) };
}

function settleMember(act: Acting, change: MemberChange, before: Grant | null, refusal: Refusal | null): void {
  if (refusal) {
    if (change.kind === "member.join") confirm(act, joinRefused(change, before));
    settle(act, change, "failed", refusal);
    return;
  }
  confirm(act, change.kind === "member.join" ? joinDone(change, act.book) : removeDone(change, act.today));
  settle(act, change, "applied");
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
  if (await attempt(act, ready, () => act.homeserver.rooms.setLevels(id, levels))) {
    confirm(
      act,
      ready.flatMap((change) => levelDone(change, act.book)),
    );
  }
}
