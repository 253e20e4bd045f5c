/** A PostgreSQL cluster on this machine: made at the first start, given its rendered settings at each. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, closeSync, copyFileSync, openSync, readdirSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "#core/errors.ts";
import { administrator, passwordFile, postgresPaths } from "#platform/postgres/roles.ts";
import type { Site } from "#platform/site.ts";
import { withoutFrames } from "./log-tail.ts";
import { clusterMajor, type PostgresPrograms, postgresUser, programsFor, type SystemUser } from "./postgres-programs.ts";
import { makeFolder, onDisk, readIfThere, writePrivate } from "./private-files.ts";

/**
 * The cluster as its own process names it. Another user may not be allowed to walk to it, since the folders above are closed to
 * everybody else: it then starts inside, and holds it open as descriptor 9.
 */
export interface ClusterCommand {
  readonly path: string;
  readonly args: readonly string[];
}

/** A program of PostgreSQL, run in the cluster's folder; `{data}` in its arguments becomes that folder. */
export function clusterCommand(data: string, user: SystemUser | null, program: string, args: readonly string[]): ClusterCommand {
  const named = (folder: string): readonly string[] => args.map((arg) => arg.replace("{data}", folder));
  if (user === null) return { path: program, args: named(data) };
  return { path: "/bin/sh", args: ["-c", 'exec 9<.; exec "$@"', "sh", program, ...named("/proc/self/fd/9")] };
}

export function postgresEnv(): Readonly<Record<string, string>> {
  return { PATH: "/usr/bin:/bin", LANG: "C.UTF-8", LC_ALL: "C.UTF-8" };
}

/** Secret of a role, of a file with one line. `config.secret-missing {name, file}`. */
export function readPassword(site: Site, role: { readonly secret: string }): string {
  const file = passwordFile(site, role);
  const text = readIfThere(file)?.trim();
  if (!text) throw new AppError("config.secret-missing", { name: role.secret, file });
  return text;
}

/**
 * Makes the cluster if there is none (UTF-8, locale C, passwords), and copies the rendered settings into it. Only PostgreSQL's own
 * folders change owner. Throws `platform.database-version`, `platform.start-failed`, `platform.disk-full`, `config.secret-missing`.
 */
export async function prepareCluster(site: Site, newest: string): Promise<PostgresPrograms> {
  const { data, run, log } = site.places.postgres;
  const user = postgresUser();
  for (const folder of [data, run, log]) {
    makeFolder(folder);
    if (user !== null) chownSync(folder, user.uid, user.gid);
  }
  const unfinished = join(run, "initdb-unfinished");
  if (readIfThere(unfinished) !== null) empty(data);
  const programs = programsFor(data, newest);
  if (clusterMajor(data) === null) {
    writePrivate(unfinished, "");
    await initialise(site, programs, user);
    rmSync(unfinished);
  }
  const { settings, access } = postgresPaths(site);
  give(settings, join(data, "postgresql.conf"), user);
  give(access, join(data, "pg_hba.conf"), user);
  return programs;
}

/** What an interrupted initdb left; the mark is gone before a server ever wrote there. */
function empty(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
}

function give(from: string, to: string, user: SystemUser | null): void {
  onDisk(to, () => copyFileSync(from, to));
  if (user !== null) chownSync(to, user.uid, user.gid);
}

/** The administrator's password for initdb, which reads it as another user: a file without a name, that nothing leaves on the disk. */
function openPassword(site: Site, user: SystemUser | null): number {
  const path = join(site.places.postgres.run, `password-${process.pid}`);
  writeFileSync(path, `${readPassword(site, administrator)}\n`, { mode: 0o600 });
  if (user !== null) chownSync(path, user.uid, user.gid);
  const descriptor = openSync(path, "r");
  unlinkSync(path);
  return descriptor;
}

async function initialise(site: Site, { folder }: PostgresPrograms, user: SystemUser | null): Promise<void> {
  const { data } = site.places.postgres;
  const durable = site.description.profile === "production" ? ["--data-checksums"] : ["--no-sync"];
  const args = ["-D", "{data}", "-U", administrator.name, "-E", "UTF8", "--locale=C", "-A", "scram-sha-256", "--no-instructions"];
  const command = clusterCommand(data, user, join(folder, "initdb"), [...args, "--pwfile=/dev/stdin", ...durable]);
  const password = openPassword(site, user);
  const as = user === null ? [] : ["--reuid", String(user.uid), "--regid", String(user.gid), "--clear-groups"];
  try {
    await run("initdb", ["--pdeathsig", "KILL", ...as, "--", command.path, ...command.args], { cwd: data, input: password });
  } finally {
    closeSync(password);
  }
}

/** Runs a program under setpriv to its end; `platform.start-failed {name, detail}` with its last words when it fails. */
async function run(name: string, args: readonly string[], { cwd, input }: { cwd: string; input: number }): Promise<void> {
  const child = spawn("setpriv", args, { cwd, env: postgresEnv(), stdio: [input, "ignore", "pipe"] });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const [code] = await once(child, "close").catch((error: unknown) => {
    throw new AppError("platform.missing-program", { name: "setpriv" }, error);
  });
  if (code === 0) return;
  if (/no space left on device/i.test(said)) throw new AppError("platform.disk-full", { path: cwd });
  throw new AppError("platform.start-failed", { name, detail: withoutFrames(said.trim().split("\n")).slice(-8).join("\n  ") });
}
