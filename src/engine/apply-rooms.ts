/** Carries out the changes of spaces and rooms: one room's writes in one lane, a room after the space it hangs on. */
import type { Change, RestoreRoom, SetChild } from "#core/change.ts";
import { type RoomId, type RoomKey, spaceOf, templateOf } from "#core/ids.ts";
import type { LedgerWrite } from "#core/ledger.ts";
import { type Acting, attempt, intend, mayGo, settle } from "./acting.ts";
import { type LaneWork, runLanes } from "./lanes.ts";
import { mergeDone, type RoomChange, rekeyDone, roomDone, takeoverDone } from "./ledger-writes.ts";
import type { ChangeOf } from "./phases.ts";

export const roomLanes = 4;

type Adoption = Extract<Change, { kind: "room.adopt" }>;
type KeyChange = Exclude<ChangeOf<"keys">, Adoption>;
const isAdoption = (change: ChangeOf<"keys">): change is Adoption => change.kind === "room.adopt";

/** Before anything else: later changes speak of the new keys, and of the rooms taken over. */
export async function applyKeys(act: Acting, changes: readonly ChangeOf<"keys">[]): Promise<void> {
  const ready = changes.filter((change): change is KeyChange => !isAdoption(change) && mayGo(act, change));
  await intend(act, ready.flatMap(keyDone));
  for (const change of ready) settle(act, change, "applied");
  for (const change of changes.filter(isAdoption)) await takeOver(act, change);
}

function keyDone(change: KeyChange): LedgerWrite[] {
  return change.kind === "room.rekey" ? rekeyDone(change) : mergeDone(change);
}

/** Killed between the two, the pass leaves a room that the next one takes over, or gives back, again: everything in it can be repeated. */
async function takeOver(act: Acting, change: Adoption | ChangeOf<"releases">): Promise<void> {
  if (!mayGo(act, change)) return;
  const { rooms } = act.homeserver;
  const { roomId, alias } = change;
  const send = () => (change.kind === "room.adopt" ? rooms.adopt(roomId, alias) : rooms.release(roomId, alias));
  if (await attempt(act, [change], send, () => takeoverDone(change))) await act.journal.stored();
}

/** Last of all: what concerns the room speaks of it until then. */
export async function applyReleases(act: Acting, changes: readonly ChangeOf<"releases">[]): Promise<void> {
  for (const change of changes) await takeOver(act, change);
}

export async function applyRooms(act: Acting, changes: readonly RoomChange[]): Promise<void> {
  const byRoom = [...Map.groupBy(changes, writtenRoom)];
  const work = byRoom.map(([room, own]): LaneWork => {
    const run = async (): Promise<void> => {
      for (const change of own) await applyRoom(act, change);
    };
    return { key: room, after: waitsFor(room, own), size: own.length, run };
  });
  await runLanes(work, roomLanes);
}

/** The space that a new room hangs in must exist; a room made by a rule hangs in the establishment's. */
function waitsFor(room: RoomKey, changes: readonly RoomChange[]): RoomKey | null {
  const spec = changes.map((change) => ("spec" in change ? change.spec : null)).find((one) => one !== null);
  return spec?.space ?? spaceOf(room);
}

/** A closed space leaves the ones above it only once it is closed: those are other rooms, in other lanes. */
export async function applyClosings(act: Acting, changes: readonly ChangeOf<"closings">[]): Promise<void> {
  for (const kind of ["room.close", "child.remove"] as const) {
    await applyRooms(
      act,
      changes.filter((change) => change.kind === kind),
    );
  }
}

/** The room whose state the change writes: a child is written in its space. */
function writtenRoom(change: RoomChange): RoomKey {
  if ("space" in change) return change.space;
  return "room" in change ? change.room : change.spec.room;
}

async function applyRoom(act: Acting, change: RoomChange): Promise<void> {
  if (!mayGo(act, change)) return;
  let created: RoomId | null = null;
  const send = sendRoom(act, change, (room) => {
    created = room;
  });
  if (send === null) return settle(act, change, "skipped");
  // Stored at once: until then only the alias tells that the room is ours.
  if (await attempt(act, [change], send, () => roomDone(change, act.book, act.today, created))) await act.journal.stored();
}

function sendRoom(act: Acting, change: RoomChange, created: (room: RoomId) => void): (() => Promise<void>) | null {
  const { rooms } = act.homeserver;
  const id = act.book.room(writtenRoom(change))?.roomId;
  const above = "spec" in change ? change.spec.space : null;
  const space = above === null ? null : (act.book.room(above)?.roomId ?? null);
  switch (change.kind) {
    case "space.create":
      return async () => created(await rooms.create(change.spec, null));
    case "room.create":
      return async () => created(await rooms.create(change.spec, space));
    case "room.rename":
      return id ? () => rooms.rename(id, change.after) : null;
    case "room.regain":
      return id ? () => rooms.regain(id) : null;
    case "room.reopen":
      return id ? () => rooms.reopen(id, change.spec, space) : null;
    case "room.restore":
      return sendRestore(act, change, space);
    case "room.close":
      return id ? () => rooms.close(id, change.after) : null;
    case "child.set":
      return sendChild(act, change, id);
    case "child.remove":
      return id ? () => rooms.removeChild(id, change.childId) : null;
    default:
      return change satisfies never;
  }
}

function sendRestore(act: Acting, { room, spec, closed, setting }: RestoreRoom, space: RoomId | null): (() => Promise<void>) | null {
  const id = act.book.room(room)?.roomId;
  return id ? () => act.homeserver.rooms.restore(id, { spec, space, closed }, setting) : null;
}

function sendChild(act: Acting, change: SetChild, space: RoomId | undefined): (() => Promise<void>) | null {
  const { rooms } = act.homeserver;
  const child = act.book.room(change.child);
  if (!space || child === null) return null;
  // A room that campus made names its space from the start.
  const isNamed = child.origin === "adopted" && templateOf(child.key) !== "space";
  return async () => {
    await rooms.setChild(space, child.roomId, change.order);
    if (isNamed) await rooms.setParent(child.roomId, space);
  };
}
