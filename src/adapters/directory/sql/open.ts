/** The V_MATRIX_ views of a database, all read at one instant, whole or not at all. */
import type { DatabaseConfig, SqlSource } from "#config/source-sql.ts";
import type { SourceReading } from "#core/directory.ts";
import { roleIn } from "#core/merge-policy.ts";
import { type Problem, problem } from "#core/problem.ts";
import { compareText } from "#core/text.ts";
import type { DirectorySource } from "#engine/ports.ts";
import { readSecretText } from "../secret-text.ts";
import type { Cells } from "../views/cells.ts";
import { usedColumns, type ViewName, viewNames } from "../views/columns.ts";
import { createViewsReader, type OpenView, type OpenViews, type ViewsReader } from "../views/reader.ts";
import type { SqlAccess, SqlColumn, SqlDialect, SqlSession, ViewQuery } from "./dialect.ts";
import { toAppError } from "./failures.ts";
import { originReader } from "./origins.ts";
import { readQueries, type ViewQueries } from "./queries.ts";

/** Relative paths start from `base`. Every failure of a read is an AppError source.* or config.secret-missing. */
export function openSqlSource(config: SqlSource, base: string): DirectorySource {
  return { name: config.name, read: async () => readDatabase(config, base, await dialectOf(config.database)) };
}

/** Each dialect is given its own kind of database only. */
type AnyDialect = SqlDialect<DatabaseConfig>;

interface Reading {
  readonly config: SqlSource;
  readonly session: SqlSession;
  /** Runs `work` and gives its failures their meaning. */
  readonly during: <T>(view: string, work: () => Promise<T>) => Promise<T>;
}

/** `dialect` must be that of the database's kind. */
export async function readDatabase(config: SqlSource, base: string, dialect: AnyDialect): Promise<SourceReading> {
  const [access, queries] = await Promise.all([readAccess(config, base), readQueries(config, base)]);
  const { name: source, connectSeconds, statementSeconds } = config;
  const url = addressOf(config.database);
  const during: Reading["during"] = (view, work) =>
    work().catch((error: unknown) => {
      throw toAppError(error, dialect.explain(error), { source, url, view, connectSeconds, statementSeconds });
    });
  const session = await during("", () => dialect.open(config.database, access));
  try {
    return await readViews({ config, session, during }, queries);
  } finally {
    await session.close();
  }
}

async function readAccess({ name, database, connectSeconds, statementSeconds }: SqlSource, base: string): Promise<SqlAccess> {
  const place = { base, source: name };
  return {
    password: await readSecretText("passwordFile" in database ? database.passwordFile : undefined, place),
    ca: await readSecretText("caFile" in database ? database.caFile : undefined, place),
    connectSeconds,
    statementSeconds,
  };
}

/** Loaded when it is needed: no site uses them all. */
async function dialectOf(database: DatabaseConfig): Promise<AnyDialect> {
  switch (database.kind) {
    case "postgres":
      return (await import("./postgres.ts")).postgresDialect;
    case "mariadb":
      return (await import("./mariadb.ts")).mariadbDialect;
    case "oracle":
      return (await import("./oracle.ts")).oracleDialect;
    case "sqlite":
      return (await import("./sqlite.ts")).sqliteDialect;
    default:
      return database satisfies never;
  }
}

function addressOf(database: DatabaseConfig): string {
  switch (database.kind) {
    case "oracle":
      return database.connectString;
    case "sqlite":
      return database.file;
    default:
      return `${database.host}:${database.port}/${database.database}`;
  }
}

/** All columns are looked at before the first row is read, so that a view that lacks one is told at once. */
async function readViews(reading: Reading, queries: ViewQueries): Promise<SourceReading> {
  const found = new Map<ViewName, readonly SqlColumn[]>();
  const looked = await Promise.allSettled(viewNames.map((view) => columnsOf(reading, queries[view])));
  for (const [index, view] of viewNames.entries()) {
    const one = looked[index];
    // The first view in order that fails, so that the same fault is told the same way.
    if (one?.status === "rejected") throw one.reason;
    found.set(view, one?.value ?? []);
  }
  const { name: source, populations, externalCodes } = reading.config;
  const opened = Object.fromEntries(viewNames.map((view) => [view, openView(view, queries[view], found.get(view) ?? [])])) as OpenViews;
  const reader = createViewsReader({ source, kind: "sql", populations, externalCodes, role: roleIn(reading.config) }, opened);
  const read = (view: ViewName) => readView(reading, reader, { view, query: queries[view], found: found.get(view) ?? [] });
  const problems = await read("structures");
  const others = await Promise.all((["assignments", "people", "functions", "parents"] as const).map(read));
  return reader.finish([...problems, ...others.flat()]);
}

async function columnsOf({ session, during }: Reading, query: ViewQuery | null): Promise<readonly SqlColumn[]> {
  return query === null ? [] : during(query.view, () => session.columnsOf(query));
}

/** Before `createViewsReader` has checked them, columns are those found; then only those used are read, in this order. */
function openView(view: ViewName, query: ViewQuery | null, found: readonly SqlColumn[]): OpenView | null {
  if (query === null) return null;
  const names = found.map(({ name }) => name.toLowerCase());
  return { name: query.view, columns: usedColumns(view, names), found: names };
}

interface Task {
  readonly view: ViewName;
  readonly query: ViewQuery | null;
  readonly found: readonly SqlColumn[];
}

async function readView({ session, during }: Reading, reader: ViewsReader, { view, query, found }: Task): Promise<Problem[]> {
  if (query === null) return [];
  const names = usedColumns(
    view,
    found.map(({ name }) => name.toLowerCase()),
  );
  const columns = names.flatMap((name) => found.find((column) => column.name.toLowerCase() === name) ?? []);
  const repaired: string[] = [];
  const row = rowOf(originReader(view, query.view, names));
  const trim = decimalTrimmer(columns);
  const take = reader.take[view];
  await during(query.view, () =>
    session.read(query, columns, (cells, isRepaired) => {
      row.cells = trim(cells);
      take(row);
      if (isRepaired) repaired.push(row.origin);
    }),
  );
  if (repaired.length === 0) return [];
  const [first = ""] = repaired.toSorted(compareText);
  return [problem("encoding-repaired", query.view, { attribute: first, rows: repaired.length })];
}

/** One object for all the rows of a view: most never need to say where they come from. */
function rowOf(originOf: (cells: Cells) => string) {
  return {
    cells: [] as Cells,
    get origin(): string {
      return originOf(this.cells);
    },
  };
}

/** `48213.00` of a numeric column is the id 48213; texts keep whatever they hold. */
function decimalTrimmer(columns: readonly SqlColumn[]): (cells: Cells) => Cells {
  if (!columns.some(({ isDecimal }) => isDecimal)) return (cells) => cells;
  return (cells) => cells.map((value, at) => (columns[at]?.isDecimal && value?.includes(".") ? value.replace(/\.0*$/, "") : value));
}
