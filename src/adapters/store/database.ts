/** A database opened: its connection, how passes are locked on it, and how to close it. */
import type { KyselyConfig } from "kysely";
import type { ServerLock } from "#engine/ports.ts";
import type { Db, Tx } from "./tables.ts";

export interface Database {
  readonly db: Db;
  /** Names the store in errors, without any secret. */
  readonly where: string;
  /** @throws AppError run.busy {server, owner, pid, since}. */
  lock(server: string, owner: string): Promise<ServerLock>;
  /** Throws what ended the database, when nothing more can be done with it. */
  check(): void;
  /** The same error in campus's own codes. */
  explain(error: unknown): unknown;
  close(): Promise<void>;
}

/** Called with the text of every statement sent: tests count them. */
export type OnStatement = (sql: string) => void;

export function logOf(onStatement: OnStatement | undefined): Pick<KyselyConfig, "log"> {
  return onStatement ? { log: (event) => onStatement(event.query.sql) } : {};
}

/** One consistent view for a read of many statements. */
export function reading<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return database.db.transaction().setIsolationLevel("repeatable read").execute(work);
}

export function writing<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return database.db.transaction().execute(work);
}
