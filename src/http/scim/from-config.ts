/** What the SCIM endpoint works with, from the configuration and the store; whoever mounts it does so with this. */
import { randomUUID } from "node:crypto";
import type { CampusConfig } from "#config/schema.ts";
import type { ScimSource } from "#config/source-scim.ts";
import { personKey } from "#core/ids.ts";
import { type ScimUser, scimPersonId } from "#core/scim.ts";
import type { Log } from "#engine/log.ts";
import type { Clock, Store } from "#engine/ports.ts";
import type { ScimDeps } from "./deps.ts";

export interface ScimPowers {
  readonly store: Pick<Store, "scim" | "decide">;
  readonly log: Log;
  readonly clock: Clock;
}

export function scimDepsOf(config: CampusConfig, powers: ScimPowers): ScimDeps {
  const sources = config.sources.filter((source) => source.kind === "scim");
  const { host, port, publicUrl = `http://${host === "::1" ? "[::1]" : host}:${port}`, maximumBytes } = config.scim;
  return {
    store: powers.store.scim,
    sources: new Map(sources.map((source) => [source.name, source])),
    host,
    port,
    publicUrl: publicUrl.replace(/\/+$/, ""),
    maximumBytes,
    now: () => powers.clock.now(),
    newId: randomUUID,
    log: powers.log,
    async touched(name, users, by) {
      const source = sources.find((one) => one.name === name);
      if (source !== undefined) await askRefresh(config, powers, { source, users, by });
    },
  };
}

/** People of one push for whom a pass is asked at once; when it is about more, the next whole pass takes them. */
const refreshedAtOnce = 200;

interface Pushed {
  readonly source: ScimSource;
  readonly users: readonly ScimUser[];
  readonly by: string;
}

/** A refresh request on every server that follows the source (docs/RULES.md §3: within a minute). */
async function askRefresh(config: CampusConfig, { store, clock }: ScimPowers, { source, users, by }: Pushed): Promise<void> {
  // A source that is not ready is read by nobody.
  if (users.length === 0 || users.length > refreshedAtOnce || (await store.scim.state(source.name)).readyAt === null) return;
  const people = new Set(
    users.flatMap((user) => scimPersonId(user, source.personId) ?? []).map((id) => personKey(`${source.idPrefix}${id}`)),
  );
  const asked = { by, reason: `SCIM ${source.name}`, since: clock.today(), until: null };
  const decisions = [...people].map((person) => ({ kind: "refresh", value: { person, ...asked } }) as const);
  if (decisions.length === 0) return;
  for (const { name, sources } of config.servers)
    if (sources?.includes(source.name) ?? true) await store.decide(name, decisions, clock.now());
}
