/** Who does what among the processes of Synapse: the worker table, as far as the version understands it. */
import type { Job, Stream } from "#config/platform/workers.ts";
import type { Site, SynapseProcess } from "../site.ts";
import { knowsStream, streams } from "./versions.ts";

export function workersIn({ processes }: Pick<Site, "processes">): readonly SynapseProcess[] {
  return processes.filter(({ isMain }) => !isMain);
}

/** Names of the workers that run a job; none: the main process does. */
export function runnersOf(site: Pick<Site, "processes">, job: Job): readonly string[] {
  return workersIn(site)
    .filter(({ runs }) => runs.includes(job))
    .map(({ name }) => name);
}

/** Names of the workers that write a stream; none: the main process does, as it must in a version that knows no other way. */
export function writersOf({ processes, description }: Pick<Site, "processes" | "description">, stream: Stream): readonly string[] {
  if (!knowsStream(description.synapse.version, stream)) return [];
  return processes.filter(({ isMain, writes }) => !isMain && writes.includes(stream)).map(({ name }) => name);
}

/** Streams that workers write, in the order of the schema, each with its writers. */
export function writtenStreams(site: Pick<Site, "processes" | "description">): readonly (readonly [Stream, readonly string[]])[] {
  return streams.map((stream) => [stream, writersOf(site, stream)] as const).filter(([, writers]) => writers.length > 0);
}

/** Workers that hold the media repository; none: the main process does. */
export function mediaServers(site: Pick<Site, "processes">): readonly string[] {
  return workersIn(site)
    .filter(({ serves }) => serves.includes("media"))
    .map(({ name }) => name);
}

/** Streams whose requests go to their writer itself; events are written by those who make them, through replication. */
export function answersClients({ serves, writes }: Pick<SynapseProcess, "serves" | "writes">): boolean {
  return serves.length > 0 || writes.some((stream) => stream !== "events");
}
