/** Configurations of SQL sources for tests, and what their reads end with. */
import { openSource } from "#adapters/directory/open.ts";
import { SqlSource } from "#config/source.ts";
import type { SourceReading } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";

/** The address `postgres://user@host:port/name` as campus writes it; no encryption on this machine. */
export function postgresDatabase(url: string): Record<string, unknown> {
  const { hostname: host, port, username: user, pathname } = new URL(url);
  return { kind: "postgres", host, port: Number(port), database: pathname.slice(1), user, tls: "off" };
}

export function sqlConfig(database: Record<string, unknown>, changes: Record<string, unknown> = {}): SqlSource {
  return SqlSource.parse({ kind: "sql", name: "octopus", database, connectSeconds: 10, statementSeconds: 20, ...changes });
}

export function readSql(config: SqlSource): Promise<SourceReading> {
  return openSource(config, { base: "/" }).read();
}

/** The error that the read ends with; fails when it ends well. */
export async function sqlFailure(config: SqlSource): Promise<AppError> {
  try {
    await readSql(config);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("the read succeeded");
}
