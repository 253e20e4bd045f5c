/** A private MariaDB on a free loopback port, its folder thrown away at the end. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import mysql from "mysql2/promise";
import { freePort } from "./postgres.ts";
import { unprivileged } from "./unprivileged.ts";

export interface LabMariadb {
  readonly port: number;
  /** Runs statements as the administrator. */
  run(...statements: readonly string[]): Promise<void>;
  freeze(): void;
  thaw(): void;
  kill(): void;
  stop(): Promise<void>;
}

const program = "/usr/sbin/mariadbd";
const tables = ["mysql_system_tables.sql", "mysql_performance_tables.sql", "mysql_system_tables_data.sql"];

/** False prints what is missing; in CI a missing MariaDB fails instead. */
export function hasMariadb(): boolean {
  if (existsSync(program)) return true;
  if (process.env.CI) throw new Error("MariaDB is not installed");
  console.warn("skipped: MariaDB is not installed (apt-get install mariadb-server-core)");
  return false;
}

/** `certificate`: files that it offers encrypted connections with. */
export async function startMariadb(certificate?: { readonly certFile: string; readonly keyFile: string }): Promise<LabMariadb> {
  const folder = mkdtempSync(join(tmpdir(), "campus-mariadb-"));
  const user = unprivileged("mysql");
  const own = (path: string) => user && chownSync(path, user.uid, user.gid);
  const data = join(folder, "data");
  mkdirSync(data);
  for (const path of [folder, data]) own(path);
  createTables(data, user);
  const port = await freePort();
  const tls = certificate === undefined ? [] : [copyFor(certificate.certFile, "cert"), copyFor(certificate.keyFile, "key")];
  const child = spawn(program, [...settings(data), `--port=${port}`, `--socket=${folder}/socket`, ...tls], { ...user, stdio: "ignore" });
  const exited = once(child, "exit");
  const run = async (...statements: readonly string[]) => {
    const client = await mysql.createConnection({ host: "127.0.0.1", port, user: "root" });
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  await untilAnswers(run);
  await run("CREATE DATABASE si CHARACTER SET utf8mb4");
  return {
    ...{ port, run },
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    kill: () => void child.kill("SIGKILL"),
    async stop() {
      child.kill("SIGCONT");
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };

  function copyFor(file: string, name: string): string {
    copyFileSync(file, join(folder, name));
    own(join(folder, name));
    return `--ssl-${name}=${folder}/${name}`;
  }
}

function settings(data: string): string[] {
  return [
    ...["--no-defaults", `--datadir=${data}`, "--bind-address=127.0.0.1", "--skip-name-resolve", "--skip-log-bin"],
    ...["--innodb-buffer-pool-size=16M", "--innodb-flush-log-at-trx-commit=0", "--character-set-server=utf8mb4"],
  ];
}

/** What mariadb-install-db does, without the help texts. */
function createTables(data: string, user: ReturnType<typeof unprivileged>): void {
  const texts = tables.map((file) => readFileSync(join("/usr/share/mysql", file), "utf8"));
  const input = ["CREATE DATABASE mysql;", "USE mysql;", "SET @skip_auth_anonymous=1;", "SET @auth_root_socket=NULL;", ...texts].join("\n");
  const { status, stderr } = spawnSync(program, [...settings(data), "--bootstrap"], { ...user, input });
  if (status !== 0) throw new Error(`mariadbd --bootstrap: ${stderr}`);
}

async function untilAnswers(run: (statement: string) => Promise<void>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answers = await run("SELECT 1").then(
      () => true,
      () => false,
    );
    if (answers) return;
    await pause(50);
  }
  throw new Error("MariaDB did not start");
}
