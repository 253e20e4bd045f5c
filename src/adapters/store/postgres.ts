/** The production database: a PostgreSQL server. */
import { readFile } from "node:fs/promises";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { StoreConfig } from "#config/store.ts";
import { AppError } from "#core/errors.ts";
import { claimByAdvisoryLock, endBackend } from "./advisory-claims.ts";
import { type Database, logOf, type OnStatement } from "./database.ts";
import { toStoreError } from "./failures.ts";
import type { Tables } from "./tables.ts";

type PostgresConfig = Extract<StoreConfig, { kind: "postgres" }>;

const connectMs = 10_000;

/** @throws AppError config.secret-missing when the password file can't be read. */
export async function openPostgres(config: PostgresConfig, onStatement?: OnStatement): Promise<Database> {
  const options: pg.PoolConfig = {
    connectionString: config.passwordFile === undefined ? config.url : withPassword(config.url, await readPassword(config.passwordFile)),
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    application_name: "campus",
    max: 5,
  };
  const pool = new pg.Pool(options);
  // An idle connection cut by the server is replaced at the next use; unheard, this event would end the process.
  pool.on("error", () => {});
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), ...logOf(onStatement) });
  const where = withoutSecret(config.url);
  return {
    db,
    where,
    claim: claimByAdvisoryLock(() => new pg.Client(options)),
    evict: (backend) => endBackend(db, backend),
    check: () => {},
    explain: (error) => toStoreError(error, where),
    close: () => db.destroy(),
  };
}

async function readPassword(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).trimEnd();
  } catch (error) {
    throw new AppError("config.secret-missing", { file, path: "store.passwordFile" }, error);
  }
}

/** Written into the address: pg forgets a password given beside an address that has none (8.23). */
export function withPassword(url: string, password: string): string {
  const parsed = new URL(url);
  parsed.password = encodeURIComponent(password);
  return parsed.href;
}

export function withoutSecret(url: string): string {
  if (!URL.canParse(url)) return "postgres";
  const parsed = new URL(url);
  parsed.password = "";
  parsed.search = "";
  return parsed.href;
}
