/** The database's machine of the systemd target, played on this one: rendered files, TLS, a socket, other machines as loopback addresses. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { type CertificateOrder, openCertificates } from "#hosting/internal-certificates.ts";
import { postgresUser, type SystemUser } from "#hosting/postgres-programs.ts";
import { internalTlsOf } from "#platform/internal-tls.ts";
import { postgresArguments, renderPostgres } from "#platform/postgres/render-postgres.ts";
import { databaseRoles, passwordFile, postgresPaths } from "#platform/postgres/roles.ts";
import type { Site } from "#platform/site.ts";
import { fourHosts, sampleSecrets, sampleSite } from "../platform/sample-site.ts";
import { eventually } from "./processes.ts";

export interface DatabaseMachine {
  readonly site: Site;
  /** PEM text of the platform's own authority, and of somebody else's. */
  readonly authority: string;
  readonly stranger: string;
  /** Runs a rendered script as the machine's administrator does; throws with what psql said. */
  runScript(path: string): void;
  stop(): Promise<void>;
}

/** Every machine is an address of 127.0.0.0/8: a program that connects from one of them is on that machine. */
export const machines = { matrix: "127.0.10.11", element: "127.0.10.12", database: "127.0.10.13", campus: "127.0.10.14" } as const;

async function freePort(address: string): Promise<number> {
  const server = createServer().listen(0, address);
  await once(server, "listening");
  const bound = server.address();
  server.close();
  if (bound === null || typeof bound === "string") throw new Error("no port");
  return bound.port;
}

async function siteIn(root: string): Promise<Site> {
  const { hosts } = fourHosts;
  const at = (role: keyof typeof machines) => ({ ...hosts[role], address: machines[role] });
  const four = { matrix: at("matrix"), element: at("element"), database: at("database"), campus: at("campus") };
  const site = sampleSite({ ...fourHosts, profile: "production", hosts: four }, root);
  if (site.database.kind !== "postgres") throw new Error("no PostgreSQL");
  return { ...site, database: { ...site.database, listener: { address: machines.database, port: await freePort(machines.database) } } };
}

/** Rendered files, passwords and certificate, as an installation brings them; all of them belong to PostgreSQL's user. */
async function bringFiles(site: Site, root: string, user: SystemUser): Promise<string> {
  const { data, run } = site.places.postgres;
  const files = new Map(renderPostgres(site, sampleSecrets).map(({ path, text }) => [path, text]));
  for (const role of databaseRoles) files.set(passwordFile(site, role), `${passwordOf(role.name)}\n`);
  const [made] = await openCertificates(join(root, "authority"), [orderOf(site)]);
  const tls = internalTlsOf(site, "postgres");
  if (made === undefined || tls === null) throw new Error("no certificate");
  for (const part of ["authority", "certificate", "key"] as const) files.set(tls[part], made[part]);
  for (const folder of [data, run, ...[...files.keys()].map(dirname)]) mkdirSync(folder, { recursive: true });
  for (const [path, text] of files) writeFileSync(path, text, { mode: 0o600 });
  for (const path of readdirSync(root, { recursive: true })) chownSync(join(root, String(path)), user.uid, user.gid);
  return made.authority;
}

function orderOf({ hosts }: Site): CertificateOrder {
  return { name: "database", hostName: hosts.database.name, address: machines.database, use: "server" };
}

export const passwordOf = (role: string): string => `password-of-${role}-that-nobody-guesses`;

/** `bin` is the folder of initdb; whoever runs this must be root, since the administrator is the system's user postgres. */
export async function startDatabaseMachine(bin: string): Promise<DatabaseMachine> {
  const user = postgresUser();
  if (user === null) throw new Error("not root");
  const root = mkdtempSync(join(tmpdir(), "campus-machine-"));
  chmodSync(root, 0o755);
  const site = await siteIn(root);
  const authority = await bringFiles(site, root, user);
  const { data, run } = site.places.postgres;
  const as = { ...user, cwd: "/" };
  const cluster = join(data, "cluster");
  execFileSync(join(bin, "initdb"), ["-D", cluster, "-E", "UTF8", "--locale=C", "--auth=reject", "-U", "postgres", "--no-sync"], as);
  const owner = ["--reuid", String(user.uid), "--regid", String(user.gid), "--clear-groups", "--pdeathsig", "QUIT", "--"];
  const program = [join(bin, "postgres"), ...postgresArguments(cluster, postgresPaths(site).settings)];
  const server = spawn("setpriv", [...owner, ...program], { cwd: "/", stdio: "ignore" });
  const exited = once(server, "exit");
  const port = String(portOf(site));
  const psql = ["-X", "-q", "-h", run, "-p", port, "-d", "postgres"];
  const runPsql = (...args: readonly string[]): void => {
    execFileSync(join(bin, "psql"), [...psql, ...args], { ...as, stdio: ["ignore", "ignore", "pipe"] });
  };
  const answers = (): boolean => {
    try {
      runPsql("-c", "SELECT 1");
      return true;
    } catch {
      return false;
    }
  };
  if (!(await eventually(answers, (yes) => yes))) throw new Error("PostgreSQL did not start");
  return {
    site,
    authority,
    stranger: (await openCertificates(join(root, "stranger"), [orderOf(site)]))[0]?.authority ?? "",
    runScript: (path) => runPsql("-f", path),
    async stop() {
      server.kill("SIGINT");
      await exited;
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function portOf({ database }: Site): number {
  return database.kind === "postgres" ? database.listener.port : 0;
}

export interface Visit {
  readonly from: string;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
  /** Without it, in clear. */
  readonly authority?: string;
}

/** Connects to the database's machine from another one. */
export async function visit(site: Site, { from, user, database, authority, password = passwordOf(user) }: Visit): Promise<pg.Client> {
  const stream = (): Socket => {
    const socket = new Socket();
    const connect = socket.connect.bind(socket);
    const override = (port: number, host: string): Socket => connect({ port, host, localAddress: from });
    return Object.assign(socket, { connect: override });
  };
  const ssl = authority === undefined ? false : { ca: authority, host: machines.database };
  const client = new pg.Client({ host: machines.database, port: portOf(site), user, database, password, ssl, stream });
  client.on("error", () => {});
  await client.connect();
  return client;
}
