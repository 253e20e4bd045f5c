/** The SELECT of each view: the view itself, or what the site wrote instead. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { SqlSource } from "#config/source-sql.ts";
import { AppError } from "#core/errors.ts";
import { type ViewName, viewNames } from "../views/columns.ts";
import type { ViewQuery } from "./dialect.ts";

export type ViewQueries = Readonly<Record<ViewName, ViewQuery | null>>;

/** Read again at each pass. Throws source.file-missing {file} for a file of SQL that can't be read. */
export async function readQueries({ name, views }: SqlSource, base: string): Promise<ViewQueries> {
  const queries = await Promise.all(
    viewNames.map(async (view) => {
      const config = views[view];
      if (config === null) return [view, null] as const;
      const { sql, sqlFile } = config;
      const written = sqlFile === undefined ? sql : await readSql(resolve(base, sqlFile), name);
      return [view, { view: config.view, sql: written === undefined ? `SELECT * FROM ${config.view}` : withoutEnd(written) }] as const;
    }),
  );
  return Object.fromEntries(queries) as ViewQueries;
}

async function readSql(file: string, source: string): Promise<string> {
  return await readFile(file, "utf8").catch((cause) => {
    throw new AppError("source.file-missing", { source, file }, cause);
  });
}

/** The SELECT stands between parentheses: a line comment at its end would hide the closing one. */
function withoutEnd(sql: string): string {
  return `${sql.trim().replace(/;\s*$/, "")}\n`;
}
