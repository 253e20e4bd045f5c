/** Oracle, by the driver's thin mode: one read-only transaction, rows fetched in batches as texts. */
import type { OracleDatabase } from "#config/source-sql.ts";
import { withoutNul } from "../views/cells.ts";
import { createPool } from "./connections.ts";
import {
  graceSeconds,
  quoted,
  type SqlAccess,
  type SqlColumn,
  type SqlDialect,
  type SqlSession,
  selectFrom,
  type UseRow,
  withinSeconds,
} from "./dialect.ts";
import { messageOf, networkFailure, type SqlFailure } from "./failures.ts";

/** The part of the `oracledb` package that is used. */
export interface OracleDriver {
  readonly STRING: unknown;
  readonly OUT_FORMAT_ARRAY: number;
  getConnection(options: Readonly<Record<string, unknown>>): Promise<OracleConnection>;
}
export interface OracleConnection {
  /** Longest wait for one exchange with the server, in milliseconds. */
  callTimeout: number;
  execute(sql: string, binds: readonly unknown[], options: Readonly<Record<string, unknown>>): Promise<OracleResult>;
  close(options?: { readonly drop: boolean }): Promise<void>;
}
export interface OracleResult {
  readonly metaData?: readonly { readonly name: string; readonly dbTypeName?: string }[];
  readonly resultSet?: { getRows(count: number): Promise<readonly (readonly unknown[])[]>; close(): Promise<void> };
}

/** Rows of one exchange with the server. */
const batch = 2000;

export function createOracleDialect(load: () => Promise<OracleDriver>): SqlDialect<OracleDatabase> {
  return { open: async (database, access) => openOracle(await load(), database, access), explain };
}

export const oracleDialect = createOracleDialect(async () => {
  const { default: driver } = await import("oracledb");
  return driver as unknown as OracleDriver;
});

async function openOracle(driver: OracleDriver, database: OracleDatabase, access: SqlAccess): Promise<SqlSession> {
  const { connectString, user, walletFolder } = database;
  const options = {
    connectString,
    user,
    password: access.password ?? "",
    ...(walletFolder === undefined ? {} : { walletLocation: walletFolder }),
  };
  const coming = driver.getConnection(options);
  // One that comes after all, once nobody waits for it.
  const drop = () => void coming.then((late) => late.close({ drop: true })).catch(() => undefined);
  const connection = await withinSeconds(access.connectSeconds, coming, drop);
  connection.callTimeout = access.statementSeconds * 1000;
  try {
    await connection.execute("SET TRANSACTION READ ONLY", [], {});
  } catch (error) {
    await connection.close({ drop: true }).catch(() => undefined);
    throw error;
  }
  return openSession(driver, connection, access);
}

function openSession(driver: OracleDriver, connection: OracleConnection, { statementSeconds }: SqlAccess): SqlSession {
  const pool = createPool([connection]);
  const close = () => connection.close({ drop: true }).catch(() => undefined);
  const limited = <T>(work: Promise<T>) => withinSeconds(statementSeconds + graceSeconds, work, () => void close());
  // Numbers, long texts: all of them as texts.
  const options = {
    resultSet: true,
    outFormat: driver.OUT_FORMAT_ARRAY,
    fetchArraySize: batch,
    fetchTypeHandler: () => ({ type: driver.STRING }),
  };
  return {
    columnsOf: (query) =>
      pool.use(async () => {
        const { metaData = [] } = await limited(connection.execute(`${selectFrom(query, ["*"], " ")} WHERE 1 = 0`, [], {}));
        return metaData.map(
          ({ name, dbTypeName = "" }): SqlColumn => ({ name, isDecimal: isDecimal(dbTypeName), isDay: isDay(dbTypeName) }),
        );
      }),
    read: (query, columns, use) =>
      pool.use(() => limited(readAll(connection.execute(selectFrom(query, columns.map(textOf), " "), [], options), use))),
    close,
  };
}

async function readAll(executed: Promise<OracleResult>, use: UseRow): Promise<void> {
  const { resultSet } = await executed;
  if (resultSet === undefined) throw new Error("no rows to fetch");
  for (;;) {
    const rows = await resultSet.getRows(batch);
    for (const row of rows) use(row.map(toText), false);
    if (rows.length < batch) break;
  }
  await resultSet.close();
}

function toText(value: unknown): string | null {
  return value === null || value === undefined ? null : withoutNul(String(value));
}

/** What a date becomes as text depends on the session: it is said here. */
function textOf({ name, isDay: day }: SqlColumn): string {
  return day ? `TO_CHAR(${quoted(name)}, 'YYYY-MM-DD') AS ${quoted(name)}` : quoted(name);
}

function isDecimal(type: string): boolean {
  return /FLOAT|DOUBLE/.test(type);
}

function isDay(type: string): boolean {
  return /^(DATE|TIMESTAMP)/.test(type);
}

const causes: readonly (readonly [RegExp, SqlFailure["cause"]])[] = [
  [/^ORA-(01017|01031|01045|01005|28000|28001|41900)/, "refused"],
  [/^ORA-(00942|04063)/, "view-missing"],
  [/^(ORA-(01013|12170)|NJS-123|DPI-1067)/, "timeout"],
  [/^(ORA-(12514|12541|12545|12505|12516|12519|12520|01033|01034|01109)|NJS-(503|510|511|512|513|515|516|517|518|530|533))/, "unreachable"],
  [/^(ORA-(28759|28860|29024|28862)|NJS-(505|506|507|508))/, "tls"],
  [/^(ORA-(00028|01089|01092|02396|03113|03114|03135|01555)|NJS-(003|500|501|521))/, "lost"],
];

function explain(error: unknown): SqlFailure {
  const detail = messageOf(error);
  const code = /^(ORA|NJS|DPI)-\d+/.exec((error as { code?: string } | null)?.code ?? detail)?.[0];
  if (code !== undefined) return { cause: causes.find(([pattern]) => pattern.test(code))?.[1] ?? "query-refused", detail, code };
  return networkFailure(error) ?? { cause: "query-refused", detail };
}
