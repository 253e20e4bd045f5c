/** MariaDB and MySQL: one read-only transaction with a consistent snapshot, rows taken as bytes as they arrive. */
import mysql from "mysql2";
import type { MariadbDatabase } from "#config/source-sql.ts";
import { withoutNul } from "../views/cells.ts";
import { createPool } from "./connections.ts";
import {
  graceSeconds,
  type SqlAccess,
  type SqlColumn,
  type SqlDialect,
  type SqlSession,
  selectFrom,
  type UseRow,
  withinSeconds,
} from "./dialect.ts";
import { messageOf, networkFailure, type SqlFailure } from "./failures.ts";

export const mariadbDialect: SqlDialect<MariadbDatabase> = { open: openMariadb, explain };

/** Types of the protocol: decimal, float, double, newdecimal. */
const decimalTypes: ReadonlySet<number> = new Set([0, 4, 5, 246]);

async function openMariadb(database: MariadbDatabase, access: SqlAccess): Promise<SqlSession> {
  const connection = mysql.createConnection(optionsOf(database, access));
  // The query at work says it too; without a listener the process would end.
  connection.on("error", () => {});
  const close = async () => connection.destroy();
  try {
    await withinSeconds(access.connectSeconds, connect(connection), () => connection.destroy());
    await beginReading(connection, access);
    return openSession(connection, access, close);
  } catch (error) {
    await close();
    throw error;
  }
}

function optionsOf(
  { host, port, database, user, tls }: MariadbDatabase,
  { password, ca, connectSeconds }: SqlAccess,
): mysql.ConnectionOptions {
  return {
    ...{ host, port, database, user, charset: "utf8mb4", connectTimeout: connectSeconds * 1000 },
    ...(password === null ? {} : { password }),
    ...(tls === "off" ? {} : { ssl: { minVersion: "TLSv1.2", verifyIdentity: true, ...(ca === null ? {} : { ca }) } }),
    // No file of this machine may be asked for by the server.
    flags: ["-LOCAL_FILES"],
  };
}

function connect(connection: mysql.Connection): Promise<void> {
  return new Promise((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
}

function openSession(connection: mysql.Connection, { statementSeconds }: SqlAccess, close: () => Promise<void>): SqlSession {
  const pool = createPool([connection]);
  const limited = <T>(work: Promise<T>) => withinSeconds(statementSeconds + graceSeconds, work, () => connection.destroy());
  return {
    columnsOf: (query) =>
      pool.use(async () => {
        const fields = await limited(run(connection, `${selectFrom(query, ["*"])} LIMIT 0`, () => {}));
        return fields.map(({ name, columnType }): SqlColumn => ({ name, isDecimal: decimalTypes.has(columnType ?? -1) }));
      }),
    read: (query, columns, use) =>
      pool.use(async () => {
        const names = columns.map(({ name }) => `\`${name.replaceAll("`", "``")}\``);
        await limited(run(connection, selectFrom(query, names), use));
      }),
    close,
  };
}

/** Fields of the answer; `use` is called with each row. */
function run(connection: mysql.Connection, sql: string, use: UseRow): Promise<readonly mysql.FieldPacket[]> {
  return new Promise((resolve, reject) => {
    let fields: readonly mysql.FieldPacket[] = [];
    // Left to itself, the library makes numbers and dates of what must stay texts.
    const query = connection.query({ sql, rowsAsArray: true, typeCast: false });
    query.on("error", reject);
    // A lost connection is told to the connection alone.
    connection.once("error", reject);
    query.on("fields", (found: mysql.FieldPacket[]) => {
      fields = found ?? [];
    });
    query.on("result", (row: unknown) => {
      if (Array.isArray(row)) use((row as (Buffer | null)[]).map(textOf), false);
    });
    query.on("end", () => {
      connection.off("error", reject);
      resolve(fields);
    });
  });
}

/** The server has made UTF-8 of it, whatever the table holds. */
function textOf(value: Buffer | null): string | null {
  return value === null ? null : withoutNul(value.toString("utf8"));
}

async function beginReading(connection: mysql.Connection, { statementSeconds }: SqlAccess): Promise<void> {
  const seconds = Math.ceil(statementSeconds);
  const tell = (sql: string) => run(connection, sql, () => {});
  await tell(`SET SESSION max_statement_time = ${seconds}`).catch(() => tell(`SET SESSION max_execution_time = ${seconds * 1000}`));
  // Known only where the tables of time zones were loaded; dates without a time need none.
  await tell("SET SESSION time_zone = 'Europe/Paris'").catch(() => undefined);
  await tell("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  await tell("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
}

/** Error numbers of the server to what became of the read. */
const causes: readonly (readonly [ReadonlySet<number>, SqlFailure["cause"]])[] = [
  [new Set([1044, 1045, 1049, 1142, 1143, 1227, 1370, 1698]), "refused"],
  [new Set([1146, 1356]), "view-missing"],
  [new Set([1205, 1969, 3024]), "timeout"],
  [new Set([1040, 1203, 1129, 1130]), "unreachable"],
  [new Set([1053, 1077, 1079, 1317, 1927]), "lost"],
];

function explain(error: unknown): SqlFailure {
  const network = networkFailure(error);
  if (network !== null) return network;
  const detail = messageOf(error);
  const { code, errno } = (error ?? {}) as { code?: unknown; errno?: unknown };
  if (typeof code === "string" && code.startsWith("HANDSHAKE")) return { cause: "tls", detail };
  if (code === "PROTOCOL_CONNECTION_LOST") return { cause: "lost", detail: "connection closed" };
  const number = typeof errno === "number" ? errno : 0;
  const cause = causes.find(([numbers]) => numbers.has(number))?.[1] ?? "query-refused";
  return { cause, detail, ...(number === 0 ? {} : { code: String(number) }) };
}
