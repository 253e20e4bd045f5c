/** Rooms taken over and given up by decision, as changes (docs/RULES.md §9). */
import type { Change } from "./change.ts";
import type { DesiredRooms } from "./desire-rooms.ts";
import { type Problem, problem } from "./problem.ts";
import type { World } from "./world.ts";

export interface TakeoverChanges {
  readonly changes: Change[];
  readonly problems: Problem[];
}

/** A room that nothing asks for, for want of a space to hang in for instance, is not taken over. */
export function diffTakeovers({ takeovers }: World, rooms: DesiredRooms): TakeoverChanges {
  const { adopted, released, problems } = takeovers;
  const result: TakeoverChanges = { changes: [], problems: [...problems] };
  for (const change of released.values()) if (change !== null) result.changes.push(change);
  for (const change of adopted.values()) {
    const { room, roomId } = change;
    if (rooms.get(room)?.closed === false) result.changes.push(change);
    else result.problems.push(problem("adopt-place-none", room, { roomId, by: change.reason.params.by ?? "" }, "error"));
  }
  return result;
}
