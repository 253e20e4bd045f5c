/** The worker table used where none is written. */

import type { Worker } from "#config/platform/workers.ts";
import type { Platform } from "#config/platform.ts";

/** Streams that one worker writes: all but the events, and what media workers write. */
export const smallStreams: Worker["writes"] = [
  "typing",
  "to_device",
  "account_data",
  "receipts",
  "presence",
  "push_rules",
  "device_lists",
  "thread_subscriptions",
];

/** Main and twelve: one process for one core each, as a platform for 10,000 people runs it. */
const twelve: readonly (Pick<Worker, "name"> & Partial<Worker>)[] = [
  { name: "sync1", serves: ["sync"] },
  { name: "sync2", serves: ["sync"] },
  { name: "initialsync", serves: ["initial-sync"] },
  { name: "client1", serves: ["client", "sso", "messages"] },
  { name: "client2", serves: ["client", "messages"] },
  { name: "event_creator1", serves: ["room-writes"] },
  { name: "event_creator2", serves: ["room-writes"] },
  { name: "event_persister1", writes: ["events"] },
  { name: "event_persister2", writes: ["events"] },
  { name: "stream_writer", writes: smallStreams },
  { name: "media", serves: ["media"], writes: ["quarantined_media_changes"], runs: ["media-jobs"] },
  { name: "background", runs: ["background-tasks", "appservices", "pushers"] },
];

/** Main and twelve workers, as written in full. */
export const twelveWorkers: readonly Worker[] = twelve.map((one) => ({ serves: [], writes: [], runs: [], ...one }));

/** The workers of a platform: its own table, else none in the demonstration and twelve elsewhere. */
export function workersOf({ synapse, profile }: Platform): readonly Worker[] {
  return synapse.workers ?? (profile === "demo" ? [] : twelveWorkers);
}
