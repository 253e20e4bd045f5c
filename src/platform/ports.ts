/** Which ports a platform listens on, by name; fixed numbers where it has machines of its own, free ones where it shares one. */
import type { Platform } from "#config/platform.ts";
import { hasReplication, hasReverseProxy, hasSampleCas, isMonitored, usesPostgres } from "./resolve.ts";
import { workersOf } from "./worker-table.ts";

/** Port name → number. A process of Synapse has `NAME.client`, and perhaps `NAME.replication` and `NAME.metrics`. */
export type PortTable = Readonly<Record<string, number>>;

/** Names of the ports this platform needs. `client` is what people reach. */
export function portNames(description: Platform): readonly string[] {
  const processes = ["main", ...workersOf(description).map(({ name }) => name)];
  const proxied = hasReverseProxy(description);
  const wanted: readonly (readonly [string, boolean])[] = [
    ["client", true],
    ["internal", proxied],
    ["element", proxied],
    ["postgres", usesPostgres(description)],
    ["redis", processes.length > 1],
    ["cas", hasSampleCas(description)],
    ["prometheus", isMonitored(description)],
    ...processes.flatMap((name): readonly (readonly [string, boolean])[] => [
      // Without a reverse proxy the main process itself is what people reach.
      [`${name}.client`, proxied || name !== "main"],
      [`${name}.replication`, hasReplication(description, name)],
      [`${name}.metrics`, isMonitored(description)],
    ]),
  ];
  return wanted.filter(([, isNeeded]) => isNeeded).map(([name]) => name);
}

const fixed: PortTable = { client: 443, internal: 9443, element: 443, postgres: 5432, redis: 6379, cas: 8443, prometheus: 9090 };

/** Ports of the systemd target: clients of a process from 8100, replication from 8200, metrics from 9101, in the order of the table, main first. */
export function standardPorts(description: Platform): PortTable {
  const processes = ["main", ...workersOf(description).map(({ name }) => name)];
  const own = processes.flatMap((name, index): readonly (readonly [string, number])[] => [
    [`${name}.client`, 8100 + index],
    [`${name}.replication`, 8200 + index],
    [`${name}.metrics`, 9101 + index],
  ]);
  const needed = new Set(portNames(description));
  return Object.fromEntries([...Object.entries(fixed), ...own].filter(([name]) => needed.has(name)));
}
