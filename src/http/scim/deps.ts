/** What the SCIM endpoint is given. */
import type { Log } from "#engine/log.ts";
import type { ScimResource, ScimStore } from "#engine/scim-store.ts";

export interface ScimSettings {
  /** Users and groups together. */
  readonly maximumResources: number;
}

/** As they are now, or were. */
export interface Touched {
  readonly users: readonly ScimResource[];
  /** Groups that are another structure than they were, or hold other groups, and all above them. */
  readonly groups: readonly ScimResource[];
}

export interface ScimDeps {
  readonly store: ScimStore;
  /** Sources of kind scim, by name. */
  readonly sources: ReadonlyMap<string, ScimSettings>;
  /** Where to listen: loopback, behind the site's proxy. */
  readonly host: string;
  readonly port: number;
  /** Address that clients reach campus at, without a final slash. */
  readonly publicUrl: string;
  readonly maximumBytes: number;
  readonly now: () => string;
  readonly newId: () => string;
  /** Told after a change whom and what it was about: a pass is asked for them. */
  readonly touched: (source: string, touched: Touched, by: string) => Promise<void>;
  readonly log: Log;
}
