/** Two days of the sample in a real LDAP server or a real PostgreSQL, read through a relay that may spoil the answers. */
import pg from "pg";
import { openSource } from "#adapters/directory/open.ts";
import type { DirectorySource } from "#engine/ports.ts";
import { generateUniversity } from "#sample/generate.ts";
import { ldifChunks } from "#sample/ldif.ts";
import { sqlChunks } from "#sample/sql.ts";
import { ldapStructureExtras } from "#sample/supann.ts";
import { ldapConfig } from "./ldap-source.ts";
import { findPostgres, startPostgres } from "./postgres.ts";
import { openSlapd } from "./slapd.ts";
import { postgresDatabase, sqlConfig } from "./sql-source.ts";

export const days = [0, 1] as const;
export type SourceDay = (typeof days)[number];

export interface IllSource {
  /** Port of the real server that holds that day. */
  port(day: SourceDay): number;
  /** The source as campus reads it, by that port. Patience is short: half a second. */
  source(day: SourceDay, port: number): DirectorySource;
  stop(): Promise<void>;
}

const size = 100;
const universities = days.map((day) => generateUniversity({ size, seed: 1, day }));
const patience = 0.5;

export async function openIllLdap(): Promise<IllSource> {
  const servers = await Promise.all(
    universities.map((university) => openSlapd({ ldif: [...ldifChunks(university)].join(""), anySyntax: true })),
  );
  const of = (day: SourceDay) => servers[day] as (typeof servers)[number];
  return {
    port: (day) => Number(new URL(of(day).url).port),
    source: (day, port) => {
      const changes = { url: `ldap://127.0.0.1:${port}`, structure: ldapStructureExtras, checkSchema: false, timeoutSeconds: patience };
      return openSource(ldapConfig(of(day), { ...changes, pageSize: 40 }), { base: "/" });
    },
    stop: async () => void (await Promise.all(servers.map((server) => server.stop()))),
  };
}

export async function openIllPostgres(): Promise<IllSource> {
  const server = await startPostgres(findPostgres() ?? "");
  for (const [day, university] of universities.entries()) {
    await tell(server.url, [`CREATE DATABASE jour${day}`]);
    await tell(server.url.replace(/postgres$/, `jour${day}`), sqlChunks(university));
  }
  return {
    port: () => Number(new URL(server.url).port),
    source: (day, port) => {
      const database = { ...postgresDatabase(server.url), database: `jour${day}`, port };
      return openSource(sqlConfig(database, { connectSeconds: patience, statementSeconds: patience }), { base: "/" });
    },
    stop: () => server.stop(),
  };
}

async function tell(connectionString: string, statements: Iterable<string>): Promise<void> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
