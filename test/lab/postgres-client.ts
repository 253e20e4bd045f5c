/** Connections to the PostgreSQL of a test's site. */
import pg from "pg";
import { findProgram } from "#hosting/programs.ts";
import { administrator, databaseRoles } from "#platform/postgres/roles.ts";
import type { DataSite } from "./data-site.ts";

/** False prints why; in CI a missing PostgreSQL fails instead. */
export function hasPostgres(): boolean {
  if (findProgram("postgres") !== null) return true;
  if (process.env.CI) throw new Error("PostgreSQL is not installed");
  console.warn("skipped: PostgreSQL is not installed (apt-get install postgresql)");
  return false;
}

/** With the password of its file, unless another one is given. */
export async function connectAs({ site, password }: DataSite, user: string, database: string, other?: string): Promise<pg.Client> {
  if (site.database.kind !== "postgres") throw new Error("no PostgreSQL");
  const { address: host, port } = site.database.listener;
  const role = user === administrator.name ? administrator : databaseRoles.find(({ name }) => name === user);
  const client = new pg.Client({ host, port, user, database, password: other ?? password(role?.secret ?? "") });
  await client.connect();
  return client;
}
