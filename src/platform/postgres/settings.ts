/** postgresql.conf: what this server is told, each group with its reason. */
import { internalTlsOf } from "../internal-tls.ts";
import type { Database, Site } from "../site.ts";
import { reservedConnections } from "./budget.ts";
import { postgresPaths } from "./roles.ts";

export type Postgres = Extract<Database, { kind: "postgres" }>;

interface Group {
  readonly comment: string;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

function listening(site: Site, { listener, maxConnections }: Postgres): Group {
  const local = site.description.target === "local";
  return {
    comment: local
      ? "One loopback address; no socket in the file system."
      : "The other machines, and a socket of this machine for its administrator.",
    settings: {
      listen_addresses: listener.address,
      port: listener.port,
      unix_socket_directories: local ? "" : site.places.postgres.run,
      max_connections: maxConnections,
      superuser_reserved_connections: reservedConnections,
      password_encryption: "scram-sha-256",
      ...(local ? {} : { hba_file: postgresPaths(site).access }),
    },
  };
}

function encryption(site: Site): readonly Group[] {
  const tls = internalTlsOf(site, "postgres");
  if (tls === null) return [];
  const settings = { ssl: true, ssl_cert_file: tls.certificate, ssl_key_file: tls.key, ssl_min_protocol_version: "TLSv1.2" };
  return [{ comment: "Nothing crosses the network in clear.", settings }];
}

function memory({ sharedBuffersMb }: Postgres): Group {
  return {
    comment: "Memory: its own cache, and what it may count on in the system's. Short queries: compiling them costs more than it saves.",
    settings: {
      shared_buffers: `${sharedBuffersMb}MB`,
      effective_cache_size: `${sharedBuffersMb * 3}MB`,
      maintenance_work_mem: "64MB",
      jit: false,
    },
  };
}

/**
 * A page half written at a power cut is repaired from the log only with all three on. With the first off, waiting for one's own commit costs
 * nothing any more (seen with pgbench), and without it a mere kill of PostgreSQL would lose what it confirmed: so it stays on everywhere.
 */
function durability({ description }: Site): Group {
  const settings = { fsync: true, synchronous_commit: "on", full_page_writes: true };
  if (description.profile === "production") return { comment: "What was confirmed survives a power cut.", settings };
  return {
    comment: "Thrown away after use: quick, survives being killed, lost at a power cut. Never so where people count on it.",
    settings: { ...settings, fsync: false, full_page_writes: false, wal_level: "minimal", max_wal_senders: 0 },
  };
}

/** Synapse writes values into its statements, and the details of an error quote rows: neither is ever logged. */
function logging(): Group {
  return {
    comment: "To the standard error. Never a statement, a parameter or a row: they hold messages.",
    settings: {
      log_destination: "stderr",
      logging_collector: false,
      log_line_prefix: "%m [%p] %u@%d ",
      log_timezone: "UTC",
      log_statement: "none",
      log_min_duration_statement: -1,
      log_min_duration_sample: -1,
      log_min_error_statement: "panic",
      log_error_verbosity: "terse",
      log_parameter_max_length: 0,
      log_parameter_max_length_on_error: 0,
      log_temp_files: -1,
    },
  };
}

/** Synapse refuses any other collation: indexes built with one become wrong when the system's libraries change. */
function language(): Group {
  return {
    comment: "Messages in English, days in UTC. Databases sort by bytes (C), whatever the machine's language.",
    settings: { timezone: "UTC", lc_messages: "C", lc_monetary: "C", lc_numeric: "C", lc_time: "C", datestyle: "iso, mdy" },
  };
}

function line([name, value]: readonly [string, string | number | boolean]): string {
  if (typeof value === "boolean") return `${name} = ${value ? "on" : "off"}`;
  return `${name} = ${typeof value === "number" ? value : `'${value.replace(/'/g, "''")}'`}`;
}

/** Whole text of postgresql.conf; whatever it doesn't say keeps PostgreSQL's own default (13 and later know every setting). */
export function postgresqlConf(site: Site, postgres: Postgres): string {
  const groups = [listening(site, postgres), ...encryption(site), memory(postgres), durability(site), logging(), language()];
  const header = "# Rendered by campus from the platform description: edits are lost at the next start.\n";
  const text = groups.map(({ comment, settings }) => `\n# ${comment}\n${Object.entries(settings).map(line).join("\n")}\n`);
  return header + text.join("");
}
