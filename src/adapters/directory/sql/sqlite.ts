/** A SQLite file: one read-only transaction; values are taken as bytes, since nothing says that a file's texts are UTF-8. */
import { DatabaseSync } from "node:sqlite";
import { setImmediate as breathe } from "node:timers/promises";
import type { SqliteDatabase } from "#config/source-sql.ts";
import { repairText } from "../repair.ts";
import { withoutNul } from "../views/cells.ts";
import { quoted, type SqlAccess, type SqlDialect, type SqlSession, StatementTooLong, selectFrom } from "./dialect.ts";
import { messageOf, networkFailure, type SqlFailure } from "./failures.ts";

export const sqliteDialect: SqlDialect<SqliteDatabase> = { open: async (database, access) => openSqlite(database, access), explain };

/** Rows between two looks at the clock; the process does nothing else meanwhile. */
const stretch = 2000;

function openSqlite({ file }: SqliteDatabase, { connectSeconds, statementSeconds }: SqlAccess): SqlSession {
  const database = new DatabaseSync(file, { readOnly: true, timeout: connectSeconds * 1000 });
  // What it reads first fixes the instant of everything that follows.
  database.exec("BEGIN");
  let open = true;
  return {
    async columnsOf(query) {
      const columns = database.prepare(`${selectFrom(query, ["*"])} LIMIT 0`).columns();
      return columns.map(({ name, type }) => ({ name, isDecimal: /REAL|FLOA|DOUB|DEC|NUM/i.test(type ?? "") }));
    },
    async read(query, columns, use) {
      const statement = database.prepare(
        selectFrom(
          query,
          columns.map(({ name }) => `CAST(${quoted(name)} AS BLOB)`),
        ),
      );
      statement.setReturnArrays(true);
      const end = Date.now() + statementSeconds * 1000;
      let rows = 0;
      for (const row of statement.iterate()) {
        const read = (row as unknown as readonly (Uint8Array | null)[]).map(toText);
        use(
          read.map(({ text }) => text),
          read.some(({ repaired }) => repaired),
        );
        rows += 1;
        if (rows % stretch > 0) continue;
        if (Date.now() > end) throw new StatementTooLong();
        await breathe();
      }
    },
    async close() {
      if (!open) return;
      open = false;
      database.close();
    },
  };
}

const nothing = { text: null, repaired: false } as const;

function toText(value: Uint8Array | null): { readonly text: string | null; readonly repaired: boolean } {
  if (value === null) return nothing;
  const { text, repaired } = repairText(value);
  return { text: withoutNul(text), repaired };
}

/** Result codes of SQLite that are not about the query. */
const causes: Readonly<Record<number, SqlFailure["cause"]>> = {
  5: "unreachable",
  6: "unreachable",
  10: "lost",
  11: "lost",
  14: "file-missing",
};

function explain(error: unknown): SqlFailure {
  const network = networkFailure(error);
  if (network !== null) return network;
  const detail = messageOf(error);
  const code = Number((error as { errcode?: unknown } | null)?.errcode ?? 0);
  if (/no such table/.test(detail)) return { cause: "view-missing", detail, code: String(code) };
  return { cause: causes[code & 0xff] ?? "query-refused", detail, code: String(code) };
}
