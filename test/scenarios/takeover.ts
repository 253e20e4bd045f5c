/** Rooms taken over and given up on the simulated server. */
import type { AdoptRoom } from "#core/change.ts";
import type { RoomKey } from "#core/ids.ts";
import type { LedgerWrite } from "#core/ledger.ts";
import type { Plan } from "#core/plan.ts";
import { copyRoom, type Draft, roomAt } from "./draft.ts";

export function takeOver(draft: Draft, { room: key, roomId }: AdoptRoom): void {
  const { room } = draft.found.get(roomId) ?? {};
  if (room === undefined) throw new Error(`the scenario speaks of a room that nobody made: ${roomId}`);
  draft.found.delete(roomId);
  draft.rooms.set(key, copyRoom(room));
}

/** The room stays on the server, as one of people. */
export function giveUp(draft: Draft, key: RoomKey): void {
  const { roomId, ...room } = roomAt(draft, key);
  draft.rooms.delete(key);
  draft.found.set(roomId, { isSpace: false, version: "11", reachable: true, servers: [], room: { roomId, ...room } });
}

/** What speaks of a room that is not taken over is not written down. */
export function isWaiting({ changes }: Plan, write: LedgerWrite, approved: boolean): boolean {
  const room = "room" in write ? (write.kind === "room.set" ? write.room.key : write.room) : null;
  return !approved && changes.some((change) => change.kind === "room.adopt" && change.held !== undefined && change.room === room);
}
