/** Stops a platform from any process: the one that watches it is asked to, and does it in order; without it, processes are ended. */
import { setTimeout as pause } from "node:timers/promises";
import { layoutOf } from "./layout.ts";
import { isAlive } from "./process-identity.ts";
import { endProcess } from "./program.ts";
import { readRecord, removeRecord, requestStop } from "./running-record.ts";

/** Longer than an owner takes to stop everything in order. */
const ownersTime = 15_000;

/**
 * "not-running" when there was nothing to stop; a record left by a dead owner is cleaned away, and whatever processes of
 * it still live are ended (recognised by pid, start time and boot: never a stranger that got the number). The owner has
 * `patience` milliseconds to stop everything itself.
 */
export async function stopPlatform(stateFolder: string, patience = ownersTime): Promise<"stopped" | "not-running"> {
  const layout = layoutOf(stateFolder);
  const record = readRecord(layout);
  if (record === null) return "not-running";
  const isWatched = isAlive(record.owner);
  if (isWatched) {
    requestStop(layout);
    if (await becomes(() => readRecord(layout) === null || !isAlive(record.owner), patience)) return "stopped";
  }
  const ended = await endRecorded(readRecord(layout) ?? record);
  removeRecord(layout);
  return isWatched || ended > 0 ? "stopped" : "not-running";
}

/** Ends what a record names and still lives; how many there were. */
export async function endRecorded({ processes }: Pick<NonNullable<ReturnType<typeof readRecord>>, "processes">): Promise<number> {
  const living = processes.flatMap(({ identity }) => (identity !== null && isAlive(identity) ? [identity] : []));
  await Promise.all(living.map((identity) => endProcess(identity, 10_000)));
  return living.length;
}

async function becomes(isTrue: () => boolean, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (!isTrue()) {
    if (Date.now() > end) return false;
    await pause(50);
  }
  return true;
}
