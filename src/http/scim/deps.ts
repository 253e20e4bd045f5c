/** What the SCIM endpoint is given. */
import type { Log } from "#engine/log.ts";
import type { ScimResource, ScimStore } from "#engine/scim-store.ts";

export interface ScimSettings {
  /** Users and groups together. */
  readonly maximumResources: number;
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
  /** Told after a change which users it was about, as they are now or were: a pass is asked for them. */
  readonly touched: (source: string, users: readonly ScimResource[], by: string) => Promise<void>;
  readonly log: Log;
}
