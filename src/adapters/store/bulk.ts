/** Many rows in one statement: a JSON text parameter, unrolled by the database, the same on PGlite and Postgres. */
import { setImmediate as letOthersRun } from "node:timers/promises";
import { sql } from "kysely";
import type { Tables, Tx } from "./tables.ts";

type ColumnType = "text" | "integer" | "boolean";
export type BulkRow = Readonly<Record<string, string | number | boolean | null>>;

/** What a bulk statement needs to know of a table: `keys` and `values` give each column's type; `server` comes apart. */
export interface BulkTable {
  readonly name: keyof Tables;
  readonly keys: Readonly<Record<string, ColumnType>>;
  readonly values: Readonly<Record<string, ColumnType>>;
}

/** PGlite holds the event loop while it works: a tenth of a second for this many rows. */
const rowsPerStatement = 2_500;

/** Inserts or replaces rows of one server; a key may appear once. */
export async function upsertRows(tx: Tx, table: BulkTable, server: string, rows: readonly BulkRow[]): Promise<void> {
  const keys = Object.keys(table.keys);
  const values = Object.keys(table.values);
  const columns = [...keys, ...values].join(", ");
  const conflict = values.length === 0 ? "nothing" : `update set ${values.map((v) => `${v} = excluded.${v}`).join(", ")}`;
  for await (const json of inStatements(rows)) {
    await sql`insert into ${sql.table(table.name)} (server, ${sql.raw(columns)})
      select ${server}::text, ${sql.raw(columns)} from json_to_recordset(${json}::text::json) as r(${sql.raw(typed(table))})
      on conflict (server, ${sql.raw(keys.join(", "))}) do ${sql.raw(conflict)}`.execute(tx);
  }
}

/** Deletes the rows of one server that have these keys. */
export async function deleteRows(tx: Tx, table: BulkTable, server: string, keys: readonly BulkRow[]): Promise<void> {
  const matches = Object.keys(table.keys).map((key) => `t.${key} = r.${key}`);
  for await (const json of inStatements(keys)) {
    await sql`delete from ${sql.table(table.name)} t
      using json_to_recordset(${json}::text::json) as r(${sql.raw(typed({ ...table, values: {} }))})
      where t.server = ${server}::text and ${sql.raw(matches.join(" and "))}`.execute(tx);
  }
}

/** JSON texts of at most `rowsPerStatement` rows each; timers and sockets get their turn between two. */
export async function* inStatements(rows: readonly BulkRow[]): AsyncGenerator<string> {
  for (let at = 0; at < rows.length; at += rowsPerStatement) {
    if (at > 0) await letOthersRun();
    yield cleanJson(rows.slice(at, at + rowsPerStatement));
  }
}

function typed(table: BulkTable): string {
  return Object.entries({ ...table.keys, ...table.values })
    .map(([name, type]) => `${name} ${type}`)
    .join(", ");
}

/** Postgres text holds neither U+0000 nor half a surrogate pair; both can come from a directory or a server's answer. */
export function cleanJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!/\\u(0000|d[89a-f])/i.test(json)) return json;
  return JSON.stringify(value, (_name, item: unknown) => (typeof item === "string" ? cleanText(item) : item));
}

function cleanText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "");
}
