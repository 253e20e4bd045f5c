/** What the SCIM endpoint works with, from the configuration and the store; whoever mounts it does so with this. */
import { randomUUID } from "node:crypto";
import type { CampusConfig } from "#config/schema.ts";
import type { ScimSource } from "#config/source-scim.ts";
import type { Decision } from "#core/decision.ts";
import { type Day, personKey, structureKey } from "#core/ids.ts";
import { scimPersonId, scimStructureCode } from "#core/scim.ts";
import type { Log } from "#engine/log.ts";
import type { Clock, Store } from "#engine/ports.ts";
import { peopleAtOnce } from "#engine/serve/choose.ts";
import type { ScimDeps, Touched } from "./deps.ts";

export interface ScimPowers {
  readonly store: Pick<Store, "scim" | "decide">;
  readonly log: Log;
  readonly clock: Clock;
  /** Told when a pass was asked for on a server. */
  readonly asked?: (server: string) => void;
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
    async touched(name, touched, by) {
      const source = sources.find((one) => one.name === name);
      if (source !== undefined) await askRefresh(config, powers, { ...touched, source, by });
    },
  };
}

/** One more than a part of a pass takes: requests for so many make a whole pass, which serves everybody else too. */
const mostRequests = peopleAtOnce + 1;

interface Pushed extends Touched {
  readonly source: ScimSource;
  readonly by: string;
}

/** Refresh requests on every server that follows the source (docs/RULES.md §3: within a minute). */
async function askRefresh(config: CampusConfig, { store, clock, asked }: ScimPowers, pushed: Pushed): Promise<void> {
  const { source } = pushed;
  const decisions = requestsFor(pushed, clock.today());
  // A source that is not ready is read by nobody.
  if (decisions.length === 0 || (await store.scim.state(source.name)).readyAt === null) return;
  for (const { name, sources } of config.servers) {
    if (sources !== undefined && !sources.includes(source.name)) continue;
    await store.decide(name, decisions, clock.now());
    asked?.(name);
  }
}

function requestsFor({ source, users, groups, by }: Pushed, since: Day): Decision[] {
  const made = { by, reason: `SCIM ${source.name}`, since, until: null };
  const ids = users.flatMap((user) => scimPersonId(user, source.personId) ?? []);
  const people = new Set(ids.map((id) => personKey(`${source.idPrefix}${id}`)));
  const structures = new Set(groups.map((group) => structureKey(scimStructureCode(group))));
  return [
    ...[...people].slice(0, mostRequests).map((person): Decision => ({ kind: "refresh", value: { person, ...made } })),
    ...[...structures].map((structure): Decision => ({ kind: "structure-refresh", value: { structure, ...made } })),
  ];
}
