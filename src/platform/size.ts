/** Advice for a number of people: workers, memory, connections, disk, with the facts behind them; pure. */
import type { Worker } from "#config/platform/workers.ts";
import { reservedConnections } from "./postgres/budget.ts";
import { smallStreams } from "./worker-table.ts";

/** Why an advice is what it is; sentences live in src/i18n under `size.reason.`. */
export type SizeReason = "one-process" | "few-workers" | "by-kind" | "as-seen" | "beyond-seen" | "memory" | "connections" | "disk";

export interface Size {
  readonly people: number;
  readonly workers: readonly Worker[];
  /** Workers and the main process. */
  readonly processes: number;
  /** Of the machine of Synapse. */
  readonly cores: number;
  readonly memoryMb: { readonly synapse: number; readonly database: number };
  readonly connectionsPerProcess: number;
  readonly maxConnections: number;
  readonly sharedBuffersMb: number;
  readonly cacheFactor: number;
  readonly diskGb: { readonly database: number; readonly media: number };
  readonly reasons: readonly { readonly code: SizeReason; readonly params: Readonly<Record<string, number>> }[];
}

/** A table for more people than this would need more workers than the description allows. */
export const mostPeople = 150_000;

/** Seen (Synapse 1.163.2, Debian 12): memory of a process when it starts, and of a single one after 2,600 accounts and 400 rooms. */
const seen = { start: 126, loaded: 270, workers: 12, people: 9_000 };
/** Reserved for each worker and for main: above what was seen, since caches grow with use. */
const reserved = { worker: 300, main: 600 };
/** Not measured: what a person sends a day, and what is kept of it for 90 days. */
const assumed = { messagesADay: 10, kilobytesAMessage: 3, mediaMegabytesAPerson: 20, days: 90 };

type Kind = Pick<Worker, "name"> & Partial<Worker>;

function many(count: number, name: string, duties: Partial<Worker>): readonly Kind[] {
  if (count === 1 && !/^(sync|client|event_)/.test(name)) return [{ name, ...duties }];
  return Array.from({ length: count }, (_, index) => ({ name: `${name}${index + 1}`, ...duties }));
}

const aside: Kind = { name: "background", runs: ["background-tasks", "appservices", "pushers"] };
const mediaJobs: Kind = { name: "media", serves: ["media"], writes: ["quarantined_media_changes"], runs: ["media-jobs"] };

/** What waits on the database or on people is taken off the main process first: background jobs, then syncs, then sending. */
const few: readonly Kind[] = [
  { name: "sync1", serves: ["sync", "initial-sync"] },
  { name: "client1", serves: ["client", "sso", "messages"] },
  aside,
];
const some: readonly Kind[] = [
  { name: "sync1", serves: ["sync"] },
  { name: "initialsync", serves: ["initial-sync"] },
  { name: "client1", serves: ["client", "sso", "messages"] },
  { name: "event_creator1", serves: ["room-writes"] },
  { name: "event_persister1", writes: ["events"] },
  mediaJobs,
  aside,
];

/** One process for 5,000 people as seen with 9,000, then for 10,000: of more people a smaller part is there at once. */
function units(people: number): number {
  return Math.ceil(Math.min(people, 20_000) / 5_000) + Math.ceil(Math.max(0, people - 20_000) / 10_000);
}

const ownStreams = ["typing", "to_device", "account_data", "presence", "push_rules", "thread_subscriptions"] as const;
const heavyStreams = ["receipts", "device_lists"] as const;

function byKind(people: number): readonly Kind[] {
  const unit = units(people);
  const isLarge = people > 30_000;
  const clients = many(Math.ceil(unit * 0.75), "client", { serves: ["client", "messages"] });
  const media = many(Math.ceil(people / 50_000), "media", { serves: ["media"], writes: ["quarantined_media_changes"] });
  return [
    ...many(unit, "sync", { serves: ["sync"] }),
    ...many(Math.ceil(people / 20_000), "initialsync", { serves: ["initial-sync"] }),
    // Sign-in keeps its sessions in memory: one process alone.
    ...clients.map((one, index): Kind => (index === 0 ? { ...one, serves: ["client", "sso", "messages"] } : one)),
    ...many(Math.max(2, Math.ceil(unit / 2)), "event_creator", { serves: ["room-writes"] }),
    ...many(Math.min(4, Math.max(2, Math.ceil(unit / 3))), "event_persister", { writes: ["events"] }),
    { name: "stream_writer", writes: isLarge ? [...ownStreams] : smallStreams },
    ...(isLarge ? [{ name: "receipts_writer", writes: [...heavyStreams] }] : []),
    ...media.map((one, index): Kind => (index === 0 ? { ...one, runs: ["media-jobs"] } : one)),
    ...(isLarge
      ? [{ ...aside, runs: ["background-tasks", "appservices"] } as Kind, { name: "pusher", runs: ["pushers"] } as Kind]
      : [aside]),
  ];
}

function tableFor(people: number): { readonly kinds: readonly Kind[]; readonly reason: SizeReason } {
  if (people <= 1_000) return { kinds: [], reason: "one-process" };
  if (people <= 3_000) return { kinds: few, reason: "few-workers" };
  if (people <= 6_000) return { kinds: some, reason: "by-kind" };
  return { kinds: byKind(people), reason: people <= 12_000 ? "as-seen" : "beyond-seen" };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

/** `people` from 1 to `mostPeople`. Never fewer workers for more people. */
export function sizeFor(people: number): Size {
  const { kinds, reason } = tableFor(people);
  const workers = kinds.map((one): Worker => ({ serves: [], writes: [], runs: [], ...one }));
  const processes = workers.length + 1;
  const connectionsPerProcess = processes === 1 ? 10 : 5;
  const maxConnections = Math.max(100, roundUp(processes * connectionsPerProcess + 30 + reservedConnections, 50));
  const memory = reserved.main + workers.length * reserved.worker;
  const sharedBuffersMb = Math.max(256, roundUp(people / 5, 256));
  const databaseMb = (people * assumed.messagesADay * assumed.kilobytesAMessage * assumed.days) / 1_000;
  const diskGb = { database: Math.ceil(5 + databaseMb / 1_000), media: Math.ceil(5 + (people * assumed.mediaMegabytesAPerson) / 1_000) };
  return {
    people,
    workers,
    processes,
    cores: Math.max(2, Math.ceil(processes * 0.75)),
    memoryMb: { synapse: memory, database: sharedBuffersMb * 4 },
    connectionsPerProcess,
    maxConnections,
    sharedBuffersMb,
    cacheFactor: people <= 1_000 ? 0.5 : people <= 12_000 ? 1 : 2,
    diskGb,
    reasons: [
      { code: reason, params: { workers: seen.workers, people: seen.people } },
      { code: "memory", params: { start: seen.start, loaded: seen.loaded, worker: reserved.worker } },
      { code: "connections", params: { processes, connections: connectionsPerProcess } },
      {
        code: "disk",
        params: {
          messages: assumed.messagesADay,
          kilobytes: assumed.kilobytesAMessage,
          megabytes: assumed.mediaMegabytesAPerson,
          days: assumed.days,
        },
      },
    ],
  };
}
