/** Connections that campus makes out of the platform: to where people are read, and to a database of the site's own. */
import type { CampusConfig } from "#config/schema.ts";
import { userOf } from "../systemd/places.ts";
import { addressIn, type OutsideFlow } from "./flows.ts";

/** One flow per server on the network; files need none. */
export function flowsOfConfig({ sources, store }: Pick<CampusConfig, "sources" | "store">): readonly OutsideFlow[] {
  const own =
    store.kind === "postgres" ? [to(store.url, Number(/:(\d+)(?:[/?]|$)/.exec(store.url)?.[1] ?? 5432), "campus's database")] : [];
  return [...own, ...directories(sources)];
}

function to(url: string, port: number, why: string): OutsideFlow {
  return { from: "campus", address: addressIn(url), port, protocol: "tcp", user: userOf.campus, why };
}

function directories(sources: CampusConfig["sources"]): readonly OutsideFlow[] {
  return sources.flatMap((source): readonly OutsideFlow[] => {
    if (source.kind !== "ldap") return [];
    const { name, url } = source;
    return [to(url, ldapPort(url), `source ${name}`)];
  });
}

/** RFC 4516: 389, and 636 for LDAP over TLS. */
function ldapPort(url: string): number {
  const port = /^ldaps?:\/\/(?:\[[^\]]+\]|[^/:?#]+):(\d+)/.exec(url)?.[1];
  return port === undefined ? (url.startsWith("ldaps:") ? 636 : 389) : Number(port);
}
