/** Ports on the loopback address: the wanted ones if nobody has them, those of the last time, or free ones. */
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { AppError } from "#core/errors.ts";
import type { Layout } from "./layout.ts";
import { readIfThere, writePrivate } from "./private-files.ts";

function listen(port: number): Promise<Server> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => done(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((done) => server.close(() => done()));
}

/** Below the range that Linux takes for outgoing connections (32768 and up): nobody's client grabs the port before our server does. */
const firstPort = 20_000;
const lastPort = 32_000;
const attempts = 200;

/** A port nobody listened on a moment ago, none of `taken`. */
export async function freePort(taken: ReadonlySet<number> = new Set()): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort));
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new AppError("platform.port-busy", { port: `${firstPort}–${lastPort}` });
}

/** True when something can listen there now. */
export async function isFree(port: number): Promise<boolean> {
  try {
    await close(await listen(port));
    return true;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === "EADDRINUSE") return false;
    throw new AppError("platform.port-busy", { port: String(port), reason: String(code) }, error);
  }
}

/** Port by name. */
export type Ports = Readonly<Record<string, number>>;

export interface PortWishes {
  /** Ports that the description fixes; null or absent: any. */
  readonly configured: Readonly<Record<string, number | null>>;
  /** Ports of the last time, kept so that addresses already given to people go on working. */
  readonly last: Ports;
}

/**
 * A port for each name, all different: the configured one (`platform.port-busy` when taken, or configured twice), else the
 * one of the last time if it is free, else a new one.
 */
export async function choosePorts(names: readonly string[], { configured, last }: PortWishes): Promise<Ports> {
  const chosen = new Map<string, number>();
  const taken = new Set<number>();
  const take = (name: string, port: number): void => {
    chosen.set(name, port);
    taken.add(port);
  };
  for (const name of names) {
    const port = configured[name] ?? null;
    if (port !== null) take(name, await requireFree(port, taken));
  }
  const others = names.filter((name) => !chosen.has(name));
  for (const name of others) {
    const port = last[name];
    if (port !== undefined && !taken.has(port) && (await isFree(port))) take(name, port);
  }
  for (const name of others) if (!chosen.has(name)) take(name, await freePort(taken));
  return Object.fromEntries(chosen);
}

async function requireFree(port: number, taken: ReadonlySet<number>): Promise<number> {
  if (!taken.has(port) && (await isFree(port))) return port;
  throw new AppError("platform.port-busy", { port: String(port) });
}

/** The same for one port. */
export async function choosePort(configured: number | null, last: number | null): Promise<number> {
  const { port } = await choosePorts(["port"], { configured: { port: configured }, last: last === null ? {} : { port: last } });
  return port as number;
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536;
}

/** Ports of the last time; a platform that had a single port, in a file of its own, has it under the name "client". */
export function readPorts(layout: Layout): Ports {
  const text = readIfThere(join(layout.conf, "ports.json"));
  const old = Number(readIfThere(join(layout.conf, "port")) ?? Number.NaN);
  if (text === null) return isPort(old) ? { client: old } : {};
  try {
    const value: unknown = JSON.parse(text);
    return Object.fromEntries(Object.entries(value ?? {}).filter((entry): entry is [string, number] => isPort(entry[1])));
  } catch {
    return {};
  }
}

export function writePorts(layout: Layout, ports: Ports): void {
  writePrivate(join(layout.conf, "ports.json"), `${JSON.stringify(ports, null, 2)}\n`);
}
