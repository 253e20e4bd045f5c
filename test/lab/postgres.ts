/** A private PostgreSQL on a free loopback port, its folder thrown away at the end. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, copyFileSync, existsSync, globSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { unprivileged } from "./unprivileged.ts";

const run = promisify(execFile);

export interface LabPostgres {
  readonly url: string;
  /** Kills it without a shutdown; `start` brings it back on the same port. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Folder of initdb and postgres, newest version first; null when PostgreSQL is not installed. */
export function findPostgres(): string | null {
  const debian = globSync("/usr/lib/postgresql/*/bin/postgres").sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const onPath = (process.env.PATH ?? "").split(":").map((folder) => join(folder, "postgres"));
  const found = [...debian.reverse(), ...onPath].find((path) => existsSync(path));
  return found === undefined ? null : dirname(found);
}

/** `certificate`: files that it offers encrypted connections with. */
export async function startPostgres(bin: string, certificate?: { certFile: string; keyFile: string }): Promise<LabPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "campus-postgres-"));
  const user = unprivileged();
  if (user) chownSync(folder, user.uid, user.gid);
  await run(join(bin, "initdb"), ["-D", folder, "-U", "campus", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], {
    ...user,
    cwd: folder,
  });
  const port = await freePort();
  const tls = certificate === undefined ? [] : offerTls(folder, certificate, user);
  const url = `postgres://campus@127.0.0.1:${port}/postgres`;
  let stopServer = async (_signal: NodeJS.Signals) => {};
  const start = async () => {
    const child = spawn(join(bin, "postgres"), ["-D", folder, ...settings(port), ...tls], { ...user, cwd: folder, stdio: "ignore" });
    const exited = once(child, "exit");
    stopServer = async (signal) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exited;
    };
    await untilAnswers(url);
  };
  await start();
  return {
    url,
    start,
    kill: () => stopServer("SIGQUIT"),
    stop: async () => {
      await stopServer("SIGINT");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Its key must be its own, and private. */
function offerTls(
  folder: string,
  { certFile, keyFile }: { certFile: string; keyFile: string },
  user: ReturnType<typeof unprivileged>,
): string[] {
  const files = { ssl_cert_file: certFile, ssl_key_file: keyFile };
  const named = Object.entries(files).flatMap(([name, file]) => {
    const copy = join(folder, name);
    copyFileSync(file, copy);
    chmodSync(copy, 0o600);
    if (user) chownSync(copy, user.uid, user.gid);
    return ["-c", `${name}=${copy}`];
  });
  return ["-c", "ssl=on", ...named];
}

function settings(port: number): string[] {
  const values = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    fsync: "off",
    full_page_writes: "off",
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function untilAnswers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await pause(50);
    }
  }
  throw new Error("PostgreSQL did not start");
}
