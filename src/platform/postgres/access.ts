/** pg_hba.conf: from where each role may connect, and how it proves who it is. */
import type { Host, Site } from "../site.ts";
import { administrator, type DatabaseRole, databaseRoles } from "./roles.ts";

const header = `# Rendered by campus: who may connect, from where. The first line that matches decides; who matches none is refused.
# Passwords everywhere, never trust.
# type database user address method
`;

/** One machine, as a network of one address. */
function only({ address }: Pick<Host, "address">): string {
  return `${address}/${address.includes(":") ? 128 : 32}`;
}

/** Synapse's machine for Synapse, campus's machine for the other three. */
function comesFrom({ hosts }: Site, { name }: DatabaseRole): Host {
  return name === "synapse" ? hosts.matrix : hosts.campus;
}

/**
 * Local target: loopback, passwords (SCRAM) for all, the administrator included. systemd: TLS with SCRAM, from the one machine that
 * needs it; the administrator by the machine's socket, as the system user of that name, and never from the network.
 */
export function pgHba(site: Site): string {
  const local = site.description.target === "local";
  const kind = local ? "host" : "hostssl";
  const lines = databaseRoles.map((role) => [kind, role.database, role.name, only(comesFrom(site, role)), "scram-sha-256"]);
  const own = local
    ? ["host", "all", administrator.name, only(site.hosts.database), "scram-sha-256"]
    : ["local", "all", administrator.name, "peer"];
  return `${header}${[own, ...lines].map((fields) => fields.join(" ")).join("\n")}\n`;
}
