/** What one machine of a platform is made of: its components, and the services that run them. */
import { type Component, type HostRole, hostOf, type Site } from "../site.ts";
import { components } from "./places.ts";

export const hostRoles = ["database", "matrix", "element", "campus"] as const satisfies HostRole[];

/** Components that run on a machine of this site. The small CAS of the lab belongs to the local target. */
export function componentsOn(site: Site, role: HostRole): readonly Component[] {
  return components.filter((one) => hostOf[one] === role && isUsed(site, one));
}

function isUsed(site: Site, component: Component): boolean {
  switch (component) {
    case "postgres":
      return site.database.kind === "postgres";
    case "redis":
      return site.redis !== null;
    case "nginx":
    case "element":
      return site.reverseProxy !== null;
    case "prometheus":
      return site.prometheus !== null;
    case "cas":
      return false;
    default:
      return true;
  }
}

/** Unit of each component; Synapse's workers have one each besides. */
export const serviceOf = {
  synapse: "matrix-synapse.service",
  postgres: "matrix-postgres.service",
  redis: "matrix-redis.service",
  nginx: "matrix-nginx.service",
  element: "matrix-element.service",
  prometheus: "matrix-prometheus.service",
  campus: "campus-serve.service",
  firewall: "matrix-firewall.service",
} as const;

/** Makes the read functions of Synapse's database. */
export const observeTimerUnit = "matrix-observe.timer";

export const targetUnit = "matrix-campus.target";

export function workerUnit(name: string): string {
  return `matrix-synapse-worker@${name}.service`;
}

/** Units of a machine that are enabled, in the order in which they are started. The firewall comes first. */
export function unitsOn(site: Site, role: HostRole): readonly string[] {
  const has = new Set(componentsOn(site, role));
  const one = (component: keyof typeof serviceOf & Component) => (has.has(component) ? [serviceOf[component]] : []);
  const workers = has.has("synapse") ? site.processes.filter(({ isMain }) => !isMain).map(({ name }) => workerUnit(name)) : [];
  return [
    serviceOf.firewall,
    ...one("postgres"),
    ...(has.has("postgres") ? [observeTimerUnit] : []),
    ...one("redis"),
    ...one("synapse"),
    ...workers,
    ...one("nginx"),
    ...one("element"),
    ...one("prometheus"),
    ...one("campus"),
  ];
}
