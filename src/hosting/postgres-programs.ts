/** Which PostgreSQL runs a cluster, and as whom. */
import { execFileSync } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { AppError } from "#core/errors.ts";
import { readIfThere } from "./private-files.ts";

/** Folder of initdb, postgres and psql, and the version it holds, such as "15". */
export interface PostgresPrograms {
  readonly folder: string;
  readonly major: string;
}

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: its own user then, the one its package makes. null when campus isn't root and runs it as itself. */
export function postgresUser(): SystemUser | null {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync("/etc/passwd", "utf8").split("\n");
  const [, , uid, gid] = users.map((line) => line.split(":")).find(([name]) => name === "postgres") ?? [];
  const detail = "campus runs as root, PostgreSQL never does, and this machine has no user named postgres";
  if (uid === undefined || gid === undefined) throw new AppError("platform.start-failed", { name: "postgres", detail });
  return { uid: Number(uid), gid: Number(gid) };
}

function majorOf(folder: string): string {
  const said = execFileSync(join(folder, "postgres"), ["--version"], { encoding: "utf8" });
  return /(\d+)/.exec(said)?.[1] ?? "";
}

/** Version that made the cluster in this folder; null when there is none yet. */
export function clusterMajor(data: string): string | null {
  return readIfThere(join(data, "PG_VERSION"))?.trim() ?? null;
}

/** Debian keeps each version beside the others: /usr/lib/postgresql/VERSION/bin. */
function sibling(newest: string, major: string): string | null {
  const folder = join(dirname(dirname(newest)), major, "bin");
  try {
    accessSync(join(folder, "postgres"), constants.X_OK);
    return folder;
  } catch {
    return null;
  }
}

/**
 * Programs for the cluster in `data`: those of the version that made it, or `newest` when there is no cluster yet.
 * `platform.database-version {folder, found, installed}` when that version isn't installed: a cluster is never converted in passing.
 */
export function programsFor(data: string, newest: string): PostgresPrograms {
  const found = clusterMajor(data);
  const installed = majorOf(newest);
  if (found === null || found === installed) return { folder: newest, major: installed };
  const folder = sibling(newest, found);
  if (folder === null) throw new AppError("platform.database-version", { folder: data, found, installed });
  return { folder, major: found };
}
