/** From a description to the site every renderer is given: defaults of the profile, addresses, ports, folders. */

import type { Worker } from "#config/platform/workers.ts";
import type { Platform } from "#config/platform.ts";
import type { PortTable } from "./ports.ts";
import type {
  Component,
  Database,
  Host,
  HostRole,
  Identities,
  Listener,
  Places,
  ReverseProxy,
  SignIn,
  Site,
  SynapseProcess,
} from "./site.ts";
import { workersOf } from "./worker-table.ts";

const loopback = "127.0.0.1";
/** Only the internal listener of a local platform ever writes this address; nothing listens there. */
export const localAppServiceAddress = "127.99.0.1";

/** Streams whose writer may live in the main process need no listener of their own there: main always has one. */
export function hasReplication(description: Platform, name: string): boolean {
  const workers = workersOf(description);
  if (name === "main") return workers.length > 0;
  return (workers.find((one) => one.name === name)?.writes.length ?? 0) > 0;
}

export function usesPostgres({ database, profile }: Platform): boolean {
  return database === undefined ? profile !== "demo" : database.kind === "postgres";
}

export function hasReverseProxy(description: Platform): boolean {
  return description.reverseProxy === "auto" && description.profile !== "demo";
}

export function isMonitored({ monitoring, profile, reverseProxy }: Platform): boolean {
  return monitoring === "auto" && profile !== "demo" && reverseProxy === "auto";
}

/** How people sign in: as written, else passwords in the demonstration and the small CAS in the lab. */
export function signInOf({ signIn, profile }: Platform): SignIn | null {
  if (signIn !== undefined) return signIn;
  if (profile === "demo") return { kind: "password" };
  return profile === "lab" ? { kind: "sample-cas", name: "CAS" } : null;
}

export function hasSampleCas(description: Platform): boolean {
  return signInOf(description)?.kind === "sample-cas";
}

export interface ResolveInput {
  /** Name of the server in campus. */
  readonly name: string;
  readonly serverName: string;
  readonly language: "fr" | "en";
  readonly identities: Identities;
  readonly description: Platform;
  readonly ports: PortTable;
  readonly places: Readonly<Record<Component, Places>>;
  readonly isBootstrapped: boolean;
}

/** Total: what makes no sense is found by the rules of description-rules.ts, not here. */
export function resolveSite(input: ResolveInput): Site {
  const { description } = input;
  const { name, serverName, language, identities, places, isBootstrapped } = input;
  const hosts = hostsOf(description);
  const reverseProxy = reverseProxyOf(input, hosts);
  const local = description.target === "local";
  const own = `http://${loopback}:${portOf(input, "client")}/`;
  return {
    name,
    serverName,
    language,
    identities,
    description,
    hosts,
    places,
    isBootstrapped,
    publicUrl: description.publicUrl ?? own,
    elementUrl:
      reverseProxy === null ? description.elementUrl : (description.elementUrl ?? `http://${loopback}:${portOf(input, "element")}/`),
    internalUrl: reverseProxy === null ? own.slice(0, -1) : internalUrl(reverseProxy, local),
    processes: processesOf(input, hosts.matrix),
    database: databaseOf(input, hosts.database),
    redis: workersOf(description).length === 0 ? null : listener(loopback, portOf(input, "redis")),
    reverseProxy,
    signIn: signInOf(description),
    sampleCas: hasSampleCas(description) ? listener(hosts.campus.address, portOf(input, "cas")) : null,
    // Its figures tell who works when: it is read on its own machine only.
    prometheus: isMonitored(description) ? listener(loopback, portOf(input, "prometheus")) : null,
    appServiceAddress: local ? (reverseProxy === null ? loopback : localAppServiceAddress) : hosts.campus.address,
  };
}

function listener(address: string, port: number): Listener {
  return { address, port };
}

/** 0 stands for a port that was not given: never rendered, since its listener isn't needed. */
function portOf({ ports }: ResolveInput, name: string): number {
  return ports[name] ?? 0;
}

function hostsOf({ target, hosts }: Platform): Readonly<Record<HostRole, Host>> {
  const one = (role: HostRole): Host => {
    const known = target === "systemd" ? hosts?.[role] : undefined;
    return { role, name: known?.name ?? "localhost", address: known?.address ?? loopback };
  };
  return { matrix: one("matrix"), element: one("element"), database: one("database"), campus: one("campus") };
}

function internalUrl({ internal }: ReverseProxy, local: boolean): string {
  return `${local ? "http" : "https"}://${internal.address}:${internal.port}`;
}

function reverseProxyOf(input: ResolveInput, hosts: Readonly<Record<HostRole, Host>>): ReverseProxy | null {
  const { description } = input;
  if (!hasReverseProxy(description)) return null;
  const everywhere = description.target === "local" ? loopback : "0.0.0.0";
  const { certificates } = description;
  return {
    public: listener(everywhere, portOf(input, "client")),
    internal: listener(hosts.matrix.address, portOf(input, "internal")),
    element: listener(everywhere, portOf(input, "element")),
    certificate: certificates === undefined ? null : { certificate: certificates.certificateFile, key: certificates.keyFile },
  };
}

function databaseOf(input: ResolveInput, host: Host): Database {
  const { description } = input;
  if (!usesPostgres(description)) return { kind: "sqlite" };
  const written = description.database?.kind === "postgres" ? description.database : { maxConnections: 200, sharedBuffersMb: 128 };
  const { maxConnections, sharedBuffersMb } = written;
  const where = listener(host.address, portOf(input, "postgres"));
  return { kind: "postgres", listener: where, maxConnections, sharedBuffersMb, synapse: "synapse", campus: "campus" };
}

function processesOf(input: ResolveInput, host: Host): readonly SynapseProcess[] {
  const { description } = input;
  const main: Worker = { name: "main", serves: [], writes: [], runs: [] };
  return [main, ...workersOf(description)].map((worker, index) => {
    const { name, serves, writes, runs } = worker;
    const isMain = index === 0;
    const client = isMain && !hasReverseProxy(description) ? "client" : `${name}.client`;
    return {
      name,
      isMain,
      serves,
      writes,
      runs,
      client: listener(loopback, portOf(input, client)),
      replication: hasReplication(description, name) ? listener(loopback, portOf(input, `${name}.replication`)) : null,
      metrics: isMonitored(description) ? listener(host.address, portOf(input, `${name}.metrics`)) : null,
    };
  });
}
