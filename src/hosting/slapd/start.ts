/** Starts a private slapd on loopback with the SUPANN schema and the entries of an LDIF text: the demonstration's directory. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { AppError } from "#core/errors.ts";
import { freePort } from "../ports.ts";
import { findSlapd, type SlapdPrograms } from "./programs.ts";
import { renderSchema } from "./schema.ts";
import { renderSlapdConf, type SlapdTls } from "./settings.ts";

export interface SlapdOptions {
  /** State folder, emptied first: the directory is always loaded anew. */
  readonly folder: string;
  /** Entries, parents first; the first one is the suffix. */
  readonly ldif: string;
  readonly suffix: string;
  readonly port?: number;
  /** Entries one search may return: in one answer, and over all pages. */
  readonly sizeLimit?: number;
  readonly pagedLimit?: number;
  readonly tls?: SlapdTls;
  /** Load values that break the schema's syntaxes, as old directories hold them. */
  readonly anySyntax?: boolean;
  /** Know groups of systems, and the groups of each person. */
  readonly groups?: boolean;
}

export interface RunningSlapd {
  readonly url: string;
  /** null without a certificate. */
  readonly ldapsUrl: string | null;
  readonly bindDn: string;
  readonly password: string;
  /** File that holds the password, mode 0600. */
  readonly passwordFile: string;
  readonly process: ChildProcess;
  /** Ends the server; the folder stays. */
  stop(): Promise<void>;
}

/** Throws platform.missing-program {name}, platform.start-failed {name, detail}. */
export async function startSlapd(options: SlapdOptions): Promise<RunningSlapd> {
  const programs = findSlapd();
  if (programs === null) throw new AppError("platform.missing-program", { name: "slapd" });
  const folder = resolve(options.folder);
  const password = randomBytes(18).toString("base64url");
  const bindDn = `cn=campus-reader,${options.suffix}`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "data"), { recursive: true, mode: 0o700 });
  const program = await placeProgram(programs, folder);
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, password, { mode: 0o600 });
  await writeSettings(options, programs, folder, bindDn);
  await loadEntries(program, folder, `${options.ldif.trimEnd()}\n\n${renderReader(bindDn, password)}`, options.anySyntax ?? false);
  const { child, url, ldapsUrl } = await listenSomewhere(program, folder, options);
  return { url, ldapsUrl, bindDn, password, passwordFile, process: child, stop: () => stopServer(child) };
}

interface Listening {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ldapsUrl: string | null;
}

/** A port that was free a moment ago may be taken by now: other ones are tried, unless the port was asked for. */
async function listenSomewhere(program: string, folder: string, options: SlapdOptions, triesLeft = 4): Promise<Listening> {
  const port = options.port ?? (await freePort());
  const securePort = options.tls === undefined ? null : await freePort();
  const url = `ldap://127.0.0.1:${port}`;
  const ldapsUrl = securePort === null ? null : `ldaps://127.0.0.1:${securePort}`;
  const child = spawnServer(program, folder, ldapsUrl === null ? url : `${url} ${ldapsUrl}`);
  try {
    // Both: slapd ends when one of them is taken, and the other may be answered by somebody else.
    for (const one of securePort === null ? [port] : [port, securePort]) await waitForPort(child, one);
    return { child, url, ldapsUrl };
  } catch (error) {
    if (options.port !== undefined || triesLeft === 0) throw error;
    return listenSomewhere(program, folder, options, triesLeft - 1);
  }
}

/** AppArmor profiles of some distributions confine /usr/sbin/slapd to the system's own directory; a copy is not concerned. */
async function placeProgram(programs: SlapdPrograms, folder: string): Promise<string> {
  if (!existsSync("/etc/apparmor.d/usr.sbin.slapd")) return programs.slapd;
  const copy = join(folder, "slapd");
  await copyFile(programs.slapd, copy);
  return copy;
}

async function writeSettings(options: SlapdOptions, programs: SlapdPrograms, folder: string, readerDn: string): Promise<void> {
  const schemaFile = join(folder, "supann.schema");
  await writeFile(schemaFile, renderSchema());
  const conf = renderSlapdConf({
    programs,
    schemaFile,
    dataFolder: join(folder, "data"),
    runFolder: folder,
    suffix: options.suffix,
    readerDn,
    sizeLimit: options.sizeLimit ?? null,
    pagedLimit: options.pagedLimit ?? null,
    tls: options.tls ?? null,
    groups: options.groups ?? false,
  });
  await writeFile(join(folder, "slapd.conf"), conf, { mode: 0o600 });
}

function renderReader(dn: string, password: string): string {
  const lines = [`dn: ${dn}`, "objectClass: organizationalRole", "objectClass: simpleSecurityObject", "cn: campus-reader"];
  return `${[...lines, `userPassword: ${password}`].join("\n")}\n`;
}

async function loadEntries(program: string, folder: string, ldif: string, anySyntax: boolean): Promise<void> {
  const file = join(folder, "entries.ldif");
  await writeFile(file, ldif, { mode: 0o600 });
  const args = ["-T", "add", "-q", ...(anySyntax ? ["-s", "-o", "value-check=no"] : []), "-f", join(folder, "slapd.conf"), "-l", file];
  await new Promise<void>((done, failed) => {
    execFile(program, args, { maxBuffer: 16 * 1024 * 1024 }, (error, _out, detail) => {
      if (error) failed(new AppError("platform.start-failed", { name: "slapadd", detail: detail.trim().slice(-500) }, error));
      else done();
    });
  });
  await rm(file);
}

/** In the foreground, so that it is our child; the kernel ends it if we die. */
function spawnServer(program: string, folder: string, urls: string): ChildProcess {
  const args = ["-f", join(folder, "slapd.conf"), "-h", urls, "-d", "0"];
  const setpriv = "/usr/bin/setpriv";
  return existsSync(setpriv)
    ? spawn(setpriv, ["--pdeathsig", "KILL", program, ...args], { stdio: ["ignore", "ignore", "ignore"] })
    : spawn(program, args, { stdio: ["ignore", "ignore", "ignore"] });
}

async function waitForPort(child: ChildProcess, port: number): Promise<void> {
  const giveUp = Date.now() + 20_000;
  while (Date.now() < giveUp && child.exitCode === null) {
    if (await answers(port)) return;
    await new Promise((later) => setTimeout(later, 20));
  }
  child.kill("SIGKILL");
  throw new AppError("platform.start-failed", { name: "slapd", detail: `exit ${child.exitCode ?? "none"}, port ${port}` });
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => done(true)).once("error", () => done(false));
    socket.once("close", () => socket.destroy());
    socket.once("connect", () => socket.end());
  });
}

function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    const hard = setTimeout(() => child.kill("SIGKILL"), 5000);
    child.once("exit", () => {
      clearTimeout(hard);
      done();
    });
    child.kill("SIGTERM");
  });
}
