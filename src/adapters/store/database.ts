/** A database opened: its connection, how one process claims a server on it, and how to close it. */
import type { KyselyConfig } from "kysely";
import type { Db, Tx } from "./tables.ts";

export interface Database {
  readonly db: Db;
  /** Names the store in errors, without any secret. */
  readonly where: string;
  /** Proves that no living process works on the server; null when one may. `server` is the name of a Matrix server. */
  claim(server: string): Promise<Claim | null>;
  /** Ends the claim of a process that froze; true when it could. */
  evict(backend: number): Promise<boolean>;
  /** Throws what ended the database, when nothing more can be done with it. */
  check(): void;
  /** The same error in campus's own codes. */
  explain(error: unknown): unknown;
  close(): Promise<void>;
}

/** Held until released; it ends by itself with the process that made it. */
export interface Claim {
  /** Names it in the lease's row. */
  readonly backend: number;
  release(): Promise<void>;
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

/** Checked, and renewed, in the very transaction of what is written. */
export type Fence = (tx: Tx) => Promise<void>;

export const noFence: Fence = async () => {};

export function writing<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return database.db.transaction().execute(work);
}
