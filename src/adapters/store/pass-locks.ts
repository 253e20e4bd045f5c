/** One pass at a time per server, over Postgres: an advisory lock on its own connection, which the server drops when its owner dies. */
import { hostname } from "node:os";
import type pg from "pg";
import { AppError } from "#core/errors.ts";
import type { ServerLock } from "#engine/ports.ts";
import type { Database } from "./database.ts";
import type { Db } from "./tables.ts";

export function openPassLocks(connect: () => pg.Client, db: Db): Database["lock"] {
  return async (server, owner): Promise<ServerLock> => {
    const client = connect();
    client.on("error", () => {});
    await client.connect();
    try {
      if (!(await tryLock(client, server))) throw await busy(db, server);
      await noteOwner(db, server, owner);
    } catch (error) {
      await client.end();
      throw error;
    }
    return { release: () => client.end() };
  };
}

async function tryLock(client: pg.Client, server: string): Promise<boolean> {
  const text = "select pg_try_advisory_lock(hashtextextended($1, 0)) as taken";
  const { rows } = await client.query<{ taken: boolean }>(text, [`campus pass ${server}`]);
  return rows[0]?.taken === true;
}

async function noteOwner(db: Db, server: string, owner: string): Promise<void> {
  const row = { server, owner, pid: process.pid, host: hostname(), since: new Date().toISOString() };
  const { server: _key, ...said } = row;
  await db
    .insertInto("run_locks")
    .values(row)
    .onConflict((conflict) => conflict.column("server").doUpdateSet(said))
    .execute();
}

async function busy(db: Db, server: string): Promise<AppError> {
  const row = await db.selectFrom("run_locks").selectAll().where("server", "=", server).executeTakeFirst();
  return new AppError("run.busy", {
    server,
    owner: row?.owner ?? "",
    pid: row?.pid ?? 0,
    host: row?.host ?? "",
    since: row?.since ?? "",
  });
}
