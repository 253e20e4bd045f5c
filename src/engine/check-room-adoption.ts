/** Whether a room can be adopted for a place, or given back, as far as can be told without looking at the server (docs/RULES.md §9). */
import type { RoomAdoption } from "#core/decisions.ts";
import { AppError } from "#core/errors.ts";
import type { LedgerRoom } from "#core/ledger.ts";
import { placeOf } from "#core/room-place.ts";
import type { World } from "#core/world.ts";

export function checkRoomAdoption(world: World, decision: RoomAdoption): void {
  const { room, roomId, verdict } = decision;
  const managed = [...world.ledger.rooms.values()].find((one) => one.roomId === roomId);
  if (verdict === "release") {
    checkRelease(world, decision, managed);
    return;
  }
  if (managed !== undefined && managed.key !== room) throw new AppError("decision.room-managed", { roomId, room: managed.key });
  if (placeOf(world, world.tree, room) === null) throw new AppError("decision.place-none", { room });
  const holder = world.ledger.rooms.get(room)?.roomId ?? claimantOf(world, decision);
  if (holder !== undefined && holder !== roomId) throw new AppError("decision.place-taken", { room, roomId: holder });
}

/** Another room that somebody decided to adopt for the same place. */
function claimantOf({ decisions }: World, { room, roomId }: RoomAdoption): string | undefined {
  const others = [...decisions.roomAdoptions.values()].filter((one) => one.verdict === "adopt" && one.room === room);
  return others.find((one) => one.roomId !== roomId)?.roomId;
}

/** One that was decided and not yet carried out can be taken back as well. */
function checkRelease({ decisions }: World, { roomId }: RoomAdoption, managed: LedgerRoom | undefined): void {
  if (managed?.origin === "adopted") return;
  const isPending = managed === undefined && decisions.roomAdoptions.has(roomId);
  if (!isPending) throw new AppError("decision.room-not-adopted", { roomId });
}
