/** PostgreSQL: read-only transactions of one exported snapshot, one view per connection at a time, rows by COPY. */
import { isIP, Socket } from "node:net";
import pg from "pg";
import type { PostgresDatabase } from "#config/source-sql.ts";
import { createPool } from "./connections.ts";
import { copyOptions } from "./copy-rows.ts";
import { graceSeconds, quoted, type SqlAccess, type SqlDialect, type SqlSession, selectFrom, withinSeconds } from "./dialect.ts";
import { messageOf, networkFailure, type SqlFailure } from "./failures.ts";
import { copyOut } from "./postgres-copy.ts";

export const postgresDialect: SqlDialect<PostgresDatabase> = { open: openPostgres, explain };

interface Connected {
  readonly client: pg.Client;
  readonly socket: Socket;
}

/** float4 float8 numeric. */
const decimalTypes: ReadonlySet<number> = new Set([700, 701, 1700]);

async function openPostgres(database: PostgresDatabase, access: SqlAccess): Promise<SqlSession> {
  const opened: Connected[] = [];
  const closeAll = () => Promise.all(opened.map(close)).then(() => undefined);
  try {
    const [first, ...others] = await connectAll(database, access, opened);
    if (first === undefined) throw new Error("no connection");
    const snapshot = await beginReading(first.client, access, others.length > 0);
    // A pooler may lead to another server, a very old replica can't export: then one connection reads everything.
    const joined = snapshot === null ? [] : await Promise.all(others.map((other) => joinSnapshot(other.client, access, snapshot)));
    const usable = [first, ...others.filter((_, index) => joined[index] === true)];
    return openSession(usable, access, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function openSession(connections: readonly Connected[], { statementSeconds }: SqlAccess, close: () => Promise<void>): SqlSession {
  const pool = createPool(connections);
  const limited = <T>({ socket }: Connected, work: Promise<T>) =>
    withinSeconds(statementSeconds + graceSeconds, work, () => socket.destroy());
  return {
    columnsOf: (query) =>
      pool.use(async (connection) => {
        const text = `${selectFrom(query, ["*"])} LIMIT 0`;
        const { fields } = await limited(connection, connection.client.query(text));
        return fields.map(({ name, dataTypeID }) => ({ name, isDecimal: decimalTypes.has(dataTypeID) }));
      }),
    read: (query, columns, use) =>
      pool.use((connection) => {
        const names = columns.map(({ name }) => quoted(name));
        const copy = copyOut(`COPY (${selectFrom(query, names)}) TO STDOUT ${copyOptions}`, names.length, use);
        connection.client.query(copy.query);
        return limited(connection, copy.done);
      }),
    close,
  };
}

/** Every one that was opened is in `opened`, even when another fails. */
async function connectAll(database: PostgresDatabase, access: SqlAccess, opened: Connected[]): Promise<Connected[]> {
  const settled = await Promise.allSettled(
    Array.from({ length: database.connections }, async () => {
      const connection = createClient(database, access);
      opened.push(connection);
      await withinSeconds(access.connectSeconds, connection.client.connect(), () => connection.socket.destroy());
      return connection;
    }),
  );
  const first = settled[0];
  if (first?.status === "rejected") throw first.reason;
  return settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

function createClient({ host, port, database, user, tls }: PostgresDatabase, { password, ca }: SqlAccess): Connected {
  const socket = new Socket();
  const ssl = { minVersion: "TLSv1.2", ...(ca === null ? {} : { ca }), ...(isIP(host) ? {} : { servername: host }) } as const;
  const client = new pg.Client({
    ...{ host, port, database, user, application_name: "campus", keepAlive: true },
    // Absent, it would be looked for in the environment and in the account's own files.
    password: password ?? "",
    ssl: tls === "off" ? false : ssl,
    stream: () => socket,
  });
  // The query at work says it too; without a listener the process would end.
  client.on("error", () => {});
  return { client, socket };
}

const begin = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

/** Days are those of the establishment (docs/RULES.md §2), whatever the server's own zone. A database without an encoding gives its bytes as they are. */
async function prepare(client: pg.Client, { statementSeconds }: SqlAccess): Promise<void> {
  const limit = `SET LOCAL statement_timeout = ${Math.ceil(statementSeconds * 1000)}`;
  await client.query(`${limit}; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL timezone = 'Europe/Paris'`);
  const { rows } = await client.query<{ server_encoding: string }>("SHOW server_encoding");
  if (rows[0]?.server_encoding === "SQL_ASCII") await client.query("SET LOCAL client_encoding = 'SQL_ASCII'");
}

/** Name of the snapshot to share, null when it is not wanted or can't be had. */
async function beginReading(client: pg.Client, access: SqlAccess, share: boolean): Promise<string | null> {
  await client.query(begin);
  await prepare(client, access);
  if (!share) return null;
  await client.query("SAVEPOINT sharing");
  try {
    const exported = await client.query<{ name: string }>("SELECT pg_export_snapshot() AS name");
    return exported.rows[0]?.name ?? null;
  } catch {
    await client.query("ROLLBACK TO SAVEPOINT sharing");
    return null;
  }
}

async function joinSnapshot(client: pg.Client, access: SqlAccess, snapshot: string): Promise<boolean> {
  try {
    await client.query(begin);
    await client.query(`SET TRANSACTION SNAPSHOT '${snapshot.replaceAll("'", "''")}'`);
    await prepare(client, access);
    return true;
  } catch {
    return false;
  }
}

async function close({ client, socket }: Connected): Promise<void> {
  await withinSeconds(1, client.end(), () => {}).catch(() => undefined);
  socket.destroy();
}

/** SQLSTATE to what became of the read. */
const causes: readonly (readonly [RegExp, SqlFailure["cause"]])[] = [
  [/^(28|3D)|^42501/, "refused"],
  [/^(42P01|3F)/, "view-missing"],
  [/^57014/, "timeout"],
  [/^(53|57P03)/, "unreachable"],
  [/^(08|57P|40|58)/, "lost"],
];

function explain(error: unknown): SqlFailure {
  const network = networkFailure(error);
  if (network !== null) return network;
  const detail = messageOf(error);
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === "string") return { cause: causes.find(([pattern]) => pattern.test(code))?.[1] ?? "query-refused", detail, code };
  if (/does not support SSL|SSL connection/.test(detail)) return { cause: "tls", detail };
  if (/SASL|password/i.test(detail)) return { cause: "refused", detail };
  if (/Connection terminated|closed/i.test(detail)) return { cause: "lost", detail: "connection closed" };
  return { cause: "query-refused", detail };
}
