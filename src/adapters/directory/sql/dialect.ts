/** What each kind of database must do, and no more: columns, rows, close, and what its errors mean. */
import type { Cells } from "../views/cells.ts";
import type { SqlFailure } from "./failures.ts";

export interface SqlColumn {
  /** As the database spells it. */
  readonly name: string;
  /** Its values may be written with decimals that mean nothing, `48213.00`. */
  readonly isDecimal: boolean;
  /** Day without a text form of its own: the dialect writes YYYY-MM-DD. */
  readonly isDay?: boolean;
}

/** `cells` may be the same array for each row: whoever keeps them copies them. `isRepaired`: some text of the row was not UTF-8 and was read as Latin-1. */
export type UseRow = (cells: Cells, isRepaired: boolean) => void;

/** One SELECT; `view` names it in errors. */
export interface ViewQuery {
  readonly view: string;
  readonly sql: string;
}

/**
 * An open database, read-only. All of it is of one instant: what others commit meanwhile is not seen. Both reads throw the library's own
 * errors, and may be called side by side.
 */
export interface SqlSession {
  /** Reads no row. */
  columnsOf(query: ViewQuery): Promise<readonly SqlColumn[]>;
  /** Every row as texts, in the order of `columns`. */
  read(query: ViewQuery, columns: readonly SqlColumn[], use: UseRow): Promise<void>;
  /** Never throws; a read that goes on is cut. */
  close(): Promise<void>;
}

export interface SqlAccess {
  readonly password: string | null;
  /** PEM text of the authority, null for the machine's own authorities. */
  readonly ca: string | null;
  readonly connectSeconds: number;
  readonly statementSeconds: number;
}

export interface SqlDialect<D> {
  open(database: D, access: SqlAccess): Promise<SqlSession>;
  explain(error: unknown): SqlFailure;
}

/** `SELECT a, b FROM (…) campus_view`: only the columns that campus uses leave the database. */
export function selectFrom({ sql }: ViewQuery, columns: readonly string[], as = " AS "): string {
  return `SELECT ${columns.join(", ")} FROM (${sql})${as}campus_view`;
}

/** `"type"`, with quotes inside doubled. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Longer than the server's own limit, so that it speaks first; for a server that no longer speaks at all. */
export const graceSeconds = 2;

/** Rejects with a StatementTooLong, after `cut`, when `work` lasts longer. */
export async function withinSeconds<T>(seconds: number, work: Promise<T>, cut: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => {
      failed(new StatementTooLong());
      cut();
    }, seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The database said nothing for longer than it may. */
export class StatementTooLong extends Error {
  constructor() {
    super("no answer within the time allowed");
    this.name = "StatementTooLong";
  }
}
