/** Brings a database to the schema this version knows: each migration once, in order, all in one transaction. */
import { sql } from "kysely";
import { AppError } from "#core/errors.ts";
import { first } from "./migrations/0001-first.ts";
import { decisions } from "./migrations/0002-decisions.ts";
import { serve } from "./migrations/0003-serve.ts";
import { scim } from "./migrations/0004-scim.ts";
import { guards } from "./migrations/0005-guards.ts";
import { structures } from "./migrations/0006-structures.ts";
import { accounts } from "./migrations/0007-accounts.ts";
import { drift } from "./migrations/0009-drift.ts";
import { undo } from "./migrations/0010-undo.ts";
import { adoptedRooms } from "./migrations/0011-adopted-rooms.ts";
import type { Db, Tx } from "./tables.ts";

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly statements: readonly string[];
}

/** Every migration ever shipped, in order: copy the newest file to add one, never edit an old one. */
export const migrations: readonly Migration[] = [first, decisions, serve, scim, guards, structures, accounts, drift, undo, adoptedRooms];

/** Two processes may open one Postgres at the same moment: the second waits here. */
const migrationLock = 7_264_001;

/** @throws AppError store.newer when a later version of campus wrote this database: nothing was touched. */
export async function migrate(db: Db, known: readonly Migration[] = migrations): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(migrationLock)})`.execute(tx);
    await sql`create table if not exists campus_schema (version integer primary key, name text not null, at timestamptz not null default now())`.execute(
      tx,
    );
    const applied = await appliedVersions(tx);
    const found = Math.max(0, ...applied);
    const newest = known.at(-1)?.version ?? 0;
    if (found > newest) throw new AppError("store.newer", { found, known: newest });
    for (const migration of known) if (!applied.has(migration.version)) await apply(tx, migration);
  });
}

async function appliedVersions(tx: Tx): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ version: number }>`select version from campus_schema`.execute(tx);
  return new Set(rows.map(({ version }) => version));
}

async function apply(tx: Tx, migration: Migration): Promise<void> {
  for (const statement of migration.statements) await sql.raw(statement).execute(tx);
  await sql`insert into campus_schema (version, name) values (${migration.version}, ${migration.name})`.execute(tx);
}
