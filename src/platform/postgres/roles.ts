/** Who may connect to PostgreSQL, and the files that hold their passwords. */
import { type Site, secretNames } from "../site.ts";

export interface DatabaseRole {
  readonly name: string;
  /** The only database it may connect to. */
  readonly database: "synapse" | "campus";
  /** Name of the file of its password, in PostgreSQL's folder of secrets. */
  readonly secret: string;
}

/** PostgreSQL's own administrator: by the machine's socket on systemd, with a password on the local target. */
export const administrator = { name: "postgres", secret: secretNames.postgresSuperuser } as const;

/**
 * synapse and campus own their databases. campus_observer may call the functions that read rooms and accounts, campus_figures
 * those that count (docs/RULES.md §12.4).
 */
export const databaseRoles = [
  { name: "synapse", database: "synapse", secret: secretNames.postgresSynapse },
  { name: "campus", database: "campus", secret: secretNames.postgresCampus },
  { name: "campus_observer", database: "synapse", secret: secretNames.postgresObserver },
  { name: "campus_figures", database: "synapse", secret: secretNames.postgresFigures },
] as const satisfies readonly DatabaseRole[];

export type RoleName = (typeof databaseRoles)[number]["name"];

/** Owns the read functions and nothing else; nobody signs in as it, nobody is a member of it. */
export const readerRole = "campus_reader";

/** Names of the files of passwords that PostgreSQL's machine needs before its first start: 0600, one line each. */
export function postgresSecretNames({ description }: Pick<Site, "description">): readonly string[] {
  const roles = databaseRoles.map(({ secret }) => secret);
  return description.target === "local" ? [administrator.secret, ...roles] : roles;
}

/** Absolute path of the password of a role, on PostgreSQL's machine. */
export function passwordFile({ places }: Pick<Site, "places">, { secret }: { readonly secret: string }): string {
  return `${places.postgres.secrets}/${secret}`;
}

/** Absolute paths of what is rendered for PostgreSQL. */
export function postgresPaths({ places }: Pick<Site, "places">) {
  const { conf } = places.postgres;
  return {
    settings: `${conf}/postgresql.conf`,
    access: `${conf}/pg_hba.conf`,
    roles: `${conf}/roles.sql`,
    databases: `${conf}/databases.sql`,
    observe: `${conf}/observe.sql`,
  };
}

export interface PassEntry {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/**
 * Text of a libpq file of passwords (PostgreSQL, "The Password File"): `host:port:database:user:password`, one a line.
 * libpq ignores the file unless its mode is 0600 and it belongs to whoever runs the program.
 */
export function pgpass(entries: readonly PassEntry[]): string {
  const quoted = (text: string): string => text.replace(/[\\:]/g, "\\$&");
  const line = ({ host, port, database, user, password }: PassEntry): string =>
    [host, String(port), database, user, password].map(quoted).join(":");
  return entries.map((entry) => `${line(entry)}\n`).join("");
}
