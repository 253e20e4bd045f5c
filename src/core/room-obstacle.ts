/** What keeps a room that was there before campus from becoming one of its own (docs/RULES.md §9). */
import type { RoomKey } from "./ids.ts";
import type { FoundRoom } from "./observed.ts";
import { type Problem, problem } from "./problem.ts";

/** Joins by the members of a space need 9, and creators that nobody can lower begin with 12: campus knows how to live with both. */
export const adoptableVersions: readonly string[] = ["9", "10", "11", "12"];

export interface ForPlace {
  readonly place: RoomKey;
  /** The room as it was named: an id, or an alias. */
  readonly roomId: string;
  readonly isSpace: boolean;
}

/** The first that is found, from what can't be helped to what somebody in the room can settle; null: nothing. */
export function obstacleOf(found: FoundRoom | undefined, { place, roomId, isSpace }: ForPlace): Problem | null {
  const no = (code: Problem["code"], params: Problem["params"] = {}) => problem(code, place, { roomId, ...params }, "error");
  if (found === undefined) return no("adopt-room-missing");
  const { settings } = found.room;
  if (settings?.replacedBy) return no("adopt-room-replaced", { by: settings.replacedBy });
  if (found.isSpace !== isSpace) return no(found.isSpace ? "adopt-room-is-space" : "adopt-room-is-no-space");
  if (!adoptableVersions.includes(found.version)) return no("adopt-room-version", { version: found.version });
  if (settings?.encrypted) return no("adopt-room-encrypted");
  if (found.servers.length > 0) return no("adopt-room-federated", { servers: found.servers.slice(0, 3).join(", ") });
  return found.reachable ? null : no("adopt-room-without-administrator");
}
