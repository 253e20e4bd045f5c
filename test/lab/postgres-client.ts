/** Connections to the PostgreSQL of a test's site, with the passwords of its files. */
import { readFileSync } from "node:fs";
import pg from "pg";
import { findProgram } from "#hosting/programs.ts";
import { administrator, databaseRoles, passwordFile } from "#platform/postgres/roles.ts";
import type { Site } from "#platform/site.ts";

/** False prints why; in CI a missing PostgreSQL fails instead. */
export function hasPostgres(): boolean {
  if (findProgram("postgres") !== null) return true;
  if (process.env.CI) throw new Error("PostgreSQL is not installed");
  console.warn("skipped: PostgreSQL is not installed (apt-get install postgresql)");
  return false;
}

/** Another password than that of the file may be given. */
export async function connectAs(site: Site, user: string, database: string, other?: string): Promise<pg.Client> {
  if (site.database.kind !== "postgres") throw new Error("no PostgreSQL");
  const { address: host, port } = site.database.listener;
  const role = [administrator, ...databaseRoles].find(({ name }) => name === user);
  if (role === undefined) throw new Error(`no role ${user}`);
  const password = other ?? readFileSync(passwordFile(site, role), "utf8").trim();
  const client = new pg.Client({ host, port, user, database, password });
  // A test that stops the server would otherwise end the process.
  client.on("error", () => {});
  await client.connect();
  return client;
}
