/** What the installation script of a machine is told: which file goes where, for whom, and which services read it. */
import type { Component, HostRole, RenderedFile, Site } from "../site.ts";
import { componentsOn, serviceOf, targetUnit, unitsOn, workerUnit } from "./host-parts.ts";
import { userOf } from "./places.ts";

/** One file of a machine, with its owner and the services to be told when it changes. */
export interface InstalledFile {
  /** Absolute, on the machine. */
  readonly path: string;
  readonly text: string;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  readonly services: readonly string[];
}

/** Rendered for a component: root's, read by the component's group; what only the owner may read belongs to the component's user. */
export function installed(site: Site, file: RenderedFile): InstalledFile {
  const user = userOf[file.component];
  const isPrivate = (file.mode & 0o077) === 0;
  const { path, text } = file;
  const services = readersOf(site, file.component, path);
  return isPrivate
    ? { path, text, mode: 0o600, owner: user, group: user, services }
    : { path, text, mode: 0o640, owner: "root", group: user, services };
}

/** A worker's own file concerns that worker alone. */
function readersOf(site: Site, component: Component, path: string): readonly string[] {
  if (component === "campus" || component === "cas") return [];
  if (component !== "synapse") return [serviceOf[component]];
  const workers = site.processes.filter(({ isMain }) => !isMain);
  const own = workers.find(({ name }) => path.endsWith(`/workers/${name}.yaml`));
  return own === undefined ? [serviceOf.synapse, ...workers.map(({ name }) => workerUnit(name))] : [workerUnit(own.name)];
}

/** A file of the system itself: root's, readable by all. */
export function systemFile(path: string, text: string, services: readonly string[] = []): InstalledFile {
  return { path, text, mode: path.startsWith("/usr/local/bin/") ? 0o755 : 0o644, owner: "root", group: "root", services };
}

/** Columns: mode, owner, group, path, services or `-`. Sorted, so that the same site always gives the same bytes. */
export function manifestText(files: readonly Omit<InstalledFile, "text">[]): string {
  const lines = files.map(({ path, mode, owner, group, services }) =>
    [mode.toString(8).padStart(4, "0"), owner, group, path, services.length === 0 ? "-" : services.join(",")].join("\t"),
  );
  return `${[...lines].sort().join("\n")}\n`;
}

/** Packages of Debian that a machine needs. */
const packages: Partial<Readonly<Record<Component, readonly string[]>>> = {
  synapse: ["python3-venv", "libjemalloc2"],
  postgres: ["postgresql"],
  redis: ["redis-server"],
  nginx: ["nginx-light", "logrotate"],
  element: ["nginx-light", "logrotate"],
  prometheus: ["prometheus"],
};

/** Services that Debian's packages start by themselves, and that ours replace. */
const replaced: Partial<Readonly<Record<Component, readonly string[]>>> = {
  postgres: ["postgresql.service", "postgresql@.service"],
  redis: ["redis-server.service"],
  nginx: ["nginx.service"],
  element: ["nginx.service"],
  prometheus: ["prometheus.service"],
};

/** How the script asks whether a service answers: `http URL-without-scheme`, `tcp ADDRESS:PORT`, in the order of the start. */
function probes(site: Site, role: HostRole): readonly string[] {
  const has = new Set(componentsOn(site, role));
  const proxy = site.reverseProxy;
  const host = site.hosts[role].address;
  return [
    ...(has.has("postgres") && site.database.kind === "postgres" ? [`${serviceOf.postgres} tcp ${at(site.database.listener)}`] : []),
    ...(has.has("redis") && site.redis !== null ? [`${serviceOf.redis} tcp ${at(site.redis)}`] : []),
    ...(has.has("synapse")
      ? site.processes.map(({ name, isMain, client }) => `${isMain ? serviceOf.synapse : workerUnit(name)} http ${at(client)}/health`)
      : []),
    ...(has.has("nginx") && proxy !== null
      ? [`${serviceOf.nginx} tcp ${host}:${proxy.public.port}`, `${serviceOf.nginx} tcp ${at(proxy.internal)}`]
      : []),
    ...(has.has("element") && proxy !== null ? [`${serviceOf.element} tcp ${host}:${proxy.element.port}`] : []),
    ...(has.has("prometheus") && site.prometheus !== null ? [`${serviceOf.prometheus} http ${at(site.prometheus)}/-/ready`] : []),
  ];
}

function at({ address, port }: { readonly address: string; readonly port: number }): string {
  return `${address}:${port}`;
}

/** Bash text with what the script knows of its machine. */
export function hostText(site: Site, role: HostRole): string {
  const here = componentsOn(site, role);
  const { address, name } = site.hosts[role];
  const pick = (table: Partial<Readonly<Record<Component, readonly string[]>>>) => [...new Set(here.flatMap((one) => table[one] ?? []))];
  const values: readonly (readonly [string, string | readonly string[]])[] = [
    ["role", role],
    ["host_name", name],
    ["host_address", address],
    ["platform_name", site.serverName],
    ["packages", pick(packages)],
    ["replaced_units", pick(replaced)],
    ["services", unitsOn(site, role)],
    ["target_unit", targetUnit],
    ["probes", probes(site, role)],
    ["parts", here],
  ];
  return `# Rendered by campus: what install.sh knows of this machine.\n${values.map(assignment).join("\n")}\n`;
}

function assignment([name, value]: readonly [string, string | readonly string[]]): string {
  return typeof value === "string" ? `${name}=${quoted(value)}` : `${name}=(${value.map(quoted).join(" ")})`;
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}
