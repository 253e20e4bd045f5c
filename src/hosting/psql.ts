/** Runs rendered scripts by psql as PostgreSQL's administrator; its password is in a file of libpq's, never in the list of processes. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "#core/errors.ts";
import { missingPassword, wrongLocale } from "#platform/postgres/databases.ts";
import { administrator, pgpass } from "#platform/postgres/roles.ts";
import type { Site } from "#platform/site.ts";
import { postgresEnv, readPassword } from "./postgres-cluster.ts";
import { writePrivate } from "./private-files.ts";

function administratorEnv(site: Site, address: string, port: number): Readonly<Record<string, string>> {
  const file = join(site.places.postgres.secrets, "pgpass-administrator");
  const password = readPassword(site, administrator);
  writePrivate(file, pgpass([{ host: address, port, database: "*", user: administrator.name, password }]));
  const where = { PGHOST: address, PGPORT: String(port), PGUSER: administrator.name, PGDATABASE: "postgres", PGPASSFILE: file };
  return { ...postgresEnv(), ...where, PGCONNECT_TIMEOUT: "10", PGAPPNAME: "campus" };
}

/** What psql said on the standard error, as an error with a remedy. */
function failure(said: string): AppError {
  const after = (mark: string): string | undefined => said.split(mark)[1]?.split("\n")[0]?.trim();
  const database = after(wrongLocale);
  if (database !== undefined) return new AppError("platform.database-locale", { database });
  const file = after(missingPassword);
  if (file !== undefined) return new AppError("config.secret-missing", { name: file.split("/").at(-1) ?? file, file });
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  return new AppError("platform.start-failed", { name: "psql", detail: lines.slice(-8).join("\n  ") });
}

/**
 * Runs scripts in their order, in one session, and stops at the first error; returns what they said on the standard error.
 * `folder` has psql. Throws `platform.database-locale {database}`, `config.secret-missing {name, file}`, `platform.start-failed`.
 */
export async function runScripts(site: Site, folder: string, scripts: readonly string[]): Promise<string> {
  if (site.database.kind !== "postgres") return "";
  const { address, port } = site.database.listener;
  const own = join(folder, "psql");
  const program = existsSync(own) ? own : "/usr/bin/psql";
  const args = ["--no-psqlrc", "--quiet", "--no-password", "--output=/dev/null", ...scripts.map((path) => `--file=${path}`)];
  const env = administratorEnv(site, address, port);
  return new Promise((done, failed) => {
    execFile(program, args, { env, cwd: "/", timeout: 120_000 }, (error, _out, said) => {
      if (error === null) done(said);
      else if ("code" in error && error.code === "ENOENT") failed(new AppError("platform.missing-program", { name: "psql" }, error));
      else failed(failure(said));
    });
  });
}
