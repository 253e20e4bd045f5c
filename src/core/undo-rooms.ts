/** Inverses of changes of spaces and rooms: what was made is closed, never deleted (docs/RULES.md §16). */
import type { AdoptRoom, Change, CloseRoom, CreateRoom, RemoveChild, ReopenRoom, RestoreRoom, RoomSpec, SetChild } from "./change.ts";
import { openSpecOf } from "./desire-rooms.ts";
import { changeKey, type RoomKey, type StructureKey } from "./ids.ts";
import type { LedgerRoom } from "./ledger.ts";
import { closedNameOf } from "./naming.ts";
import type { ObservedRoom } from "./observed.ts";
import { campusLevel } from "./room-levels.ts";
import { by, changedSince, type Ground, gone, type Inverse, isSo, told, unwritable } from "./undo-ground.ts";

export type RoomAct = Extract<Change, { kind: `space.${string}` | `room.${string}` | `child.${string}` }>;

export function undoRoom(ground: Ground, change: RoomAct): Inverse {
  switch (change.kind) {
    case "space.create":
    case "room.create":
      return undoCreation(ground, change);
    case "room.rename":
      return undoRename(ground, change);
    case "room.restore":
      return undoSetting(ground, change);
    case "room.close":
      return undoClosing(ground, change);
    case "room.reopen":
      return undoReopening(ground, change);
    case "child.set":
      return undoListing(ground, change);
    case "child.remove":
      return undoUnlisting(ground, change);
    case "room.adopt":
      return undoAdoption(ground, change);
    case "room.release":
      return told("undo-decided");
    case "room.rekey":
    case "room.regain":
      return told("undo-nothing");
    default:
      return change satisfies never;
  }
}

interface Known {
  readonly row: LedgerRoom;
  readonly seen: ObservedRoom;
}

function roomAt({ world }: Ground, room: RoomKey): Known | null {
  const row = world.ledger.rooms.get(room);
  const seen = world.observed.rooms.get(room);
  return row === undefined || seen === undefined ? null : { row, seen };
}

function undoCreation(ground: Ground, { spec: { room }, structure }: CreateRoom): Inverse {
  const known = roomAt(ground, room);
  if (known === null || known.row.closedSince !== null) return gone(ground, known?.row.closedSince !== null, true);
  return by(closing(ground, { room, structure, before: known.seen.name, after: closedNameOf(known.seen.name) }));
}

type Closing = { readonly room: RoomKey; readonly structure: StructureKey | null; readonly before: string; readonly after: string };

function closing({ reason }: Ground, which: Closing): CloseRoom {
  return { kind: "room.close", key: changeKey(`room.close:${which.room}`), ...which, reason };
}

/** Given back to its people, after those whom the run made join were taken out. */
function undoAdoption({ world, reason }: Ground, { room, roomId }: AdoptRoom): Inverse {
  // Given back already, and to be taken over again as far as the decision is concerned.
  if (world.takeovers.adopted.has(room)) return by();
  const row = world.ledger.rooms.get(room);
  if (row?.roomId !== roomId || row.origin !== "adopted") return changedSince;
  return by({ kind: "room.release", key: changeKey(`room.release:${room}`), room, roomId, alias: row.alias, reason });
}

function undoRename(ground: Ground, change: Extract<Change, { kind: "room.rename" }>): Inverse {
  const known = roomAt(ground, change.room);
  if (known === null || known.row.closedSince !== null) return changedSince;
  const now = { seen: known.seen.name, row: known.row.name };
  if (!isSo(ground, change, now)) return gone(ground, now.seen, change.before);
  return by({ ...change, before: change.after, after: change.before, reason: ground.reason });
}

function undoClosing(ground: Ground, change: CloseRoom): Inverse {
  const { room, structure, before } = change;
  const known = roomAt(ground, room);
  if (known === null || !isClosed(ground, change, known)) return gone(ground, known === null, false);
  const spec = openSpecOf(ground.world, room);
  if (spec === null) return unwritable;
  const key = changeKey(`room.reopen:${room}`);
  return by({ kind: "room.reopen", key, structure, room, spec: { ...spec, name: before }, before: known.seen.name, reason: ground.reason });
}

/** A run that died may have closed or reopened it without writing it down: the server tells. */
function isClosed({ unsure }: Ground, change: CloseRoom | ReopenRoom, { row, seen }: Known): boolean {
  return unsure.has(change.key) ? seen.eventsDefault === campusLevel : row.closedSince !== null;
}

function undoReopening(ground: Ground, change: ReopenRoom): Inverse {
  const { room, structure, before } = change;
  const known = roomAt(ground, room);
  if (known === null || isClosed(ground, change, known)) return gone(ground, known === null, false);
  return by(closing(ground, { room, structure, before: known.seen.name, after: closedNameOf(before) }));
}

/** A setting that had been opened wider than policy stays closed. */
function undoSetting(ground: Ground, change: RestoreRoom): Inverse {
  if (change.reason.code === "drift-wider") return told("undo-wider");
  const known = roomAt(ground, change.room);
  if (known === null || !isRestored(known.seen, change))
    return gone(ground, known !== null && isRestored(known.seen, { ...change, after: change.before }), true);
  const part = settingBefore(change);
  if (part === null) return unwritable;
  return by({ ...change, spec: { ...change.spec, ...part }, before: change.after, after: change.before, reason: ground.reason });
}

function isRestored({ settings, joinRule }: ObservedRoom, { setting, after }: RestoreRoom): boolean {
  switch (setting) {
    case "joinRule":
      return joinRule === after.split(" ")[0];
    case "topic":
    case "avatar":
    case "alias":
    case "history":
      return settings === undefined || (settings[setting] ?? "") === after;
    default:
      return true;
  }
}

/** What a specification can say of it; null for levels, retention, and values that campus never writes. */
function settingBefore({ setting, before }: RestoreRoom): Partial<RoomSpec> | null {
  switch (setting) {
    case "topic":
      return { topic: before };
    case "avatar":
      return { avatar: before };
    case "alias":
      return before === "" ? null : { alias: before as RoomSpec["alias"] };
    case "joinRule":
      return before === "invite" ? { joinRule: before } : null;
    case "history":
      return before === "joined" ? { history: before } : null;
    default:
      return null;
  }
}

function undoListing(ground: Ground, { space, child, before, order }: SetChild): Inverse {
  const above = roomAt(ground, space);
  const childId = ground.world.ledger.rooms.get(child)?.roomId;
  const now = childId === undefined ? null : (above?.seen.children.get(childId) ?? null);
  if (above === null || childId === undefined || now !== order) return gone(ground, now, before);
  const { reason } = ground;
  if (before !== null)
    return by({ kind: "child.set", key: changeKey(`child.set:${space}:${child}`), space, child, before: order, order: before, reason });
  return by({ kind: "child.remove", key: changeKey(`child.remove:${space}:${child}`), space, childId, child, before: order, reason });
}

function undoUnlisting(ground: Ground, { space, child, childId, before }: RemoveChild): Inverse {
  const above = roomAt(ground, space);
  const known = child === null ? undefined : ground.world.ledger.rooms.get(child);
  if (above === null || known?.roomId !== childId || above.seen.children.has(childId))
    return gone(ground, above?.seen.children.has(childId), true);
  if (before === undefined) return unwritable;
  const key = changeKey(`child.set:${space}:${known.key}`);
  return by({ kind: "child.set", key, space, child: known.key, before: null, order: before, reason: ground.reason });
}
