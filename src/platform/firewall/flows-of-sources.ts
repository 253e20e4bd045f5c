/** Connections that campus makes to where people and structures are read. */
import type { CampusConfig } from "#config/schema.ts";
import { userOf } from "../systemd/places.ts";
import { addressIn, type OutsideFlow } from "./flows.ts";

/** One flow per directory on the network; files need none. */
export function flowsOfSources({ sources }: Pick<CampusConfig, "sources">): readonly OutsideFlow[] {
  return sources.flatMap((source): readonly OutsideFlow[] => {
    if (source.kind !== "ldap") return [];
    const { name, url } = source;
    return [{ from: "campus", address: addressIn(url), port: ldapPort(url), protocol: "tcp", user: userOf.campus, why: `source ${name}` }];
  });
}

/** RFC 4516: 389, and 636 for LDAP over TLS. */
function ldapPort(url: string): number {
  const port = /^ldaps?:\/\/(?:\[[^\]]+\]|[^/:?#]+):(\d+)/.exec(url)?.[1];
  return port === undefined ? (url.startsWith("ldaps:") ? 636 : 389) : Number(port);
}
