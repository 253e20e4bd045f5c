/** Groups of processes that requests are shared out among, derived from the worker table of the site. */
import type { RequestClass, Stream } from "#config/platform/workers.ts";
import type { Listener, Site } from "../site.ts";
import { writersOf } from "../synapse/duties.ts";
import { type Block, block } from "./conf-text.ts";
import type { Destination } from "./route.ts";

export interface Group {
  /** Name of the group in the configuration. */
  readonly name: string;
  readonly servers: readonly Listener[];
  /** What keeps requests together: those of one person, those of one room; null: shared out in turn. */
  readonly by: "person" | "room" | null;
}

const keptTogether: Readonly<Record<RequestClass, Group["by"]>> = {
  sync: "person",
  "initial-sync": "person",
  client: "person",
  sso: null,
  messages: "room",
  "room-writes": "room",
  media: null,
};

/** Streams that requests of people write; `receipts` and `device_lists` may have several writers. */
const writtenByPeople: Partial<Record<Stream, Group["by"]>> = {
  typing: null,
  to_device: null,
  account_data: null,
  receipts: "room",
  presence: null,
  push_rules: null,
  device_lists: "person",
  thread_subscriptions: null,
};

/** Main, then one group per class that somebody serves and per stream that somebody writes. */
export function groupsOf(site: Pick<Site, "processes" | "description">): readonly Group[] {
  const { processes } = site;
  const who = (takes: (one: Site["processes"][number]) => boolean) => processes.filter(takes).map(({ client }) => client);
  const classes = Object.entries(keptTogether).map(([name, by]): Group => {
    const servers = who(({ serves }) => serves.includes(name as RequestClass));
    return { name: groupName(name as RequestClass), servers: name === "sso" ? servers.slice(0, 1) : servers, by };
  });
  const writers = Object.entries(writtenByPeople).map(([stream, by]): Group => {
    const names = writersOf(site, stream as Stream);
    const servers = who(({ name }) => names.includes(name));
    return { name: groupName(`writer ${stream as Stream}`), servers, by };
  });
  const main: Group = { name: "main", servers: who(({ isMain }) => isMain), by: null };
  return [main, ...[...classes, ...writers].filter(({ servers }) => servers.length > 0)];
}

/** Name of the group that answers; what nobody serves is main's. */
export function groupFor(groups: readonly Group[], destination: Destination): string {
  const name = groupName(destination);
  return groups.some((group) => group.name === name) ? name : "main";
}

function groupName(destination: Destination): string {
  return destination.replace(/[ -]/g, "_");
}

/**
 * `max_fails=0`: a process that restarts is asked again at once instead of being left aside for ten seconds. A consistent hash moves
 * only the people and rooms of a process that comes or goes. Connections are dropped here before Synapse does it (after a minute of
 * silence): a write sent on one that is just being closed would be lost.
 */
export function upstreamBlock({ name, servers, by }: Group): Block {
  const hash = by === null || servers.length < 2 ? [] : [`hash ${by === "person" ? "$person_key" : "$room_key"} consistent`];
  return block(`upstream ${name}`, [
    ...hash,
    ...servers.map(({ address, port }) => `server ${address}:${port} max_fails=0`),
    "keepalive 32",
  ]);
}
