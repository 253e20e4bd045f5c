/** A server claimed over Postgres: an advisory lock on a connection of its own, which the database drops when its owner dies. */
import { sql } from "kysely";
import type pg from "pg";
import type { Claim, Database } from "./database.ts";
import type { Db } from "./tables.ts";

export function claimByAdvisoryLock(connect: () => pg.Client): Database["claim"] {
  return async (server): Promise<Claim | null> => {
    const client = connect();
    client.on("error", () => {});
    await client.connect();
    try {
      const backend = await tryLock(client, server);
      if (backend !== null) return { backend, release: () => client.end() };
    } catch (error) {
      await client.end();
      throw error;
    }
    await client.end();
    return null;
  };
}

/** Process of the database that now holds the lock. */
async function tryLock(client: pg.Client, server: string): Promise<number | null> {
  const text = "select pg_try_advisory_lock(hashtextextended($1, 0)) as taken, pg_backend_pid() as backend";
  const { rows } = await client.query<{ taken: boolean; backend: number }>(text, [`campus pass ${server}`]);
  return rows[0]?.taken === true ? rows[0].backend : null;
}

/** Allowed to the role that opened it. The process that froze finds its connection closed. */
export async function endBackend(db: Db, backend: number): Promise<boolean> {
  const { rows } = await sql<{ ended: boolean }>`select pg_terminate_backend(${backend}::integer) as ended`.execute(db);
  return rows[0]?.ended === true;
}
