/** Stops a platform from any process: the one that watches it is told, its processes are ended. */
import { setTimeout as pause } from "node:timers/promises";
import { layoutOf } from "./layout.ts";
import { isAlive } from "./process-identity.ts";
import { endProcess } from "./program.ts";
import { readRecord, removeRecord, requestStop } from "./running-record.ts";

/**
 * "not-running" when there was nothing to stop; a record left by a dead owner is cleaned away, and whatever processes of
 * it still live are ended (recognised by pid, start time and boot: never a stranger that got the number).
 */
export async function stopPlatform(stateFolder: string): Promise<"stopped" | "not-running"> {
  const layout = layoutOf(stateFolder);
  const record = readRecord(layout);
  if (record === null) return "not-running";
  const living = record.processes.flatMap(({ identity }) => (identity !== null && isAlive(identity) ? [identity] : []));
  const watched = isAlive(record.owner);
  if (watched) requestStop(layout);
  await Promise.all(living.map((identity) => endProcess(identity, 15_000)));
  if (watched) await untilReleased(() => readRecord(layout) === null || !isAlive(record.owner), 35_000);
  removeRecord(layout);
  return watched || living.length > 0 ? "stopped" : "not-running";
}

/** The owner may be waiting to start a crashed process again: it looks at the request before it does. */
async function untilReleased(released: () => boolean, milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!released() && Date.now() < end) await pause(50);
}
