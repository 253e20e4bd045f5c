/** Carries out local names: one room's writes one after another. */
import { type Acting, attempt, mayGo, settle } from "./acting.ts";
import { roomLanes } from "./apply-rooms.ts";
import { type LaneWork, runLanes } from "./lanes.ts";
import { nameDone } from "./ledger-writes.ts";
import type { ChangeOf } from "./phases.ts";

type Naming = ChangeOf<"names">;

export async function applyNames(act: Acting, changes: readonly Naming[]): Promise<void> {
  const work = [...Map.groupBy(changes, (change) => change.room)].map(([room, own]): LaneWork => {
    const run = async (): Promise<void> => {
      for (const change of own) await applyName(act, change);
    };
    return { key: room, after: null, size: own.length, run };
  });
  await runLanes(work, roomLanes);
}

async function applyName(act: Acting, change: Naming): Promise<void> {
  if (!mayGo(act, change)) return;
  const id = act.book.room(change.room)?.roomId;
  if (id === undefined) return settle(act, change, "skipped");
  const send = () => act.homeserver.members.rename(id, change.userId, change.after);
  await attempt(act, [change], send, () => nameDone(change));
}
