/** One row of the table of routes, and what patterns are made of. */
import type { RequestClass, Stream } from "#config/platform/workers.ts";

/** Class of requests, writer of a stream, or the main process. */
export type Destination = RequestClass | `writer ${Stream}` | "main";

export interface Route {
  /** Alternatives in a regular expression, such as `GET|PUT`. */
  readonly methods: string;
  /** Regular expression of the whole path. */
  readonly path: string;
  /** Regular expression that the query must match; left out: any query or none. */
  readonly query?: string;
  readonly to: Destination;
  /** Minor version of Synapse from which workers answer it; before, only main does. */
  readonly since?: number;
}

/** Prefixes of the client API: with or without its first version. */
export const anyVersion = "/_matrix/client/(?:api/v1|r0|v3|unstable)";
export const laterVersion = "/_matrix/client/(?:r0|v3|unstable)";
/** One part of a path. */
export const part = "[^/?]+";
