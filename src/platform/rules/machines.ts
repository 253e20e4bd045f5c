/** Rules about machines, who may reach them, and the programs on them. */
import { hasReverseProxy, usesPostgres } from "../resolve.ts";
import type { HostRole } from "../site.ts";
import { workersOf } from "../worker-table.ts";
import { isLoopback } from "./loopback.ts";
import { type Described, isServed, type Rule, repeats, told } from "./rule.ts";

const roles: readonly HostRole[] = ["matrix", "element", "database", "campus"];

const hostsAreWritten: Rule = ({ platform: { target, hosts }, at }) => {
  if (target === "systemd") return hosts === undefined ? [told(`${at}.hosts`, "hosts-missing")] : [];
  return hosts === undefined ? [] : [told(`${at}.hosts`, "hosts-idle")];
};

function sharedBy({ platform, at }: Described, property: "name" | "address") {
  const { hosts } = platform;
  if (hosts === undefined) return [];
  return repeats(roles.map((role) => hosts[role][property])).flatMap(([index, first]) => {
    const [role, other] = [roles[index], roles[first]];
    if (role === undefined || other === undefined) return [];
    const params = { value: hosts[role][property], other: `${at}.hosts.${other}.${property}` };
    return [told(`${at}.hosts.${role}.${property}`, "host-twice", params)];
  });
}

/** One folder of files and one firewall for each: two roles under one name or address would overwrite each other's. */
const hostsDiffer: Rule = (described) => [...sharedBy(described, "name"), ...sharedBy(described, "address")];

const hostsAreReached: Rule = ({ platform: { hosts }, at }) =>
  hosts === undefined
    ? []
    : roles
        .filter((role) => isLoopback(hosts[role].address))
        .map((role) => told(`${at}.hosts.${role}.address`, "host-loopback", { value: hosts[role].address }));

const certificates: Rule = ({ platform, at }) =>
  platform.target === "systemd" && platform.certificates === undefined ? [told(`${at}.certificates`, "certificates-missing")] : [];

const noDemo: Rule = ({ platform, at }) =>
  platform.target === "systemd" && platform.profile === "demo" ? [told(`${at}.profile`, "systemd-demo")] : [];

/** SQLite belongs to one process, and to trials. */
const database: Rule = ({ platform, at }) => {
  if (usesPostgres(platform)) return [];
  const hasWorkers = workersOf(platform).length > 0;
  const isTooBig = isServed(platform) && platform.profile !== "demo";
  if (hasWorkers) return [told(`${at}.database.kind`, "database-file-workers")];
  return isTooBig ? [told(`${at}.database.kind`, "database-file")] : [];
};

/** Without it nothing sends a request to its worker, and the administration interface is public (docs/RULES.md §12.2). */
const reverseProxy: Rule = ({ platform, at }) => {
  if (hasReverseProxy(platform) || (platform.profile === "demo" && platform.target === "systemd")) return [];
  const key = `${at}.${platform.profile === "demo" ? "profile" : "reverseProxy"}`;
  if (workersOf(platform).length > 0) return [told(key, "proxy-off-workers")];
  return isServed(platform) ? [told(key, "proxy-off")] : [];
};

const everywhere: ReadonlySet<string> = new Set(["0.0.0.0", "::", "::0", "255.255.255.255"]);

/** The administration interface can do everything: it is open to named machines, never to all. */
const admins: Rule = ({ platform: { access }, at }) =>
  access.adminsMayCall
    .filter((value) => everywhere.has(value))
    .map((value) => told(`${at}.access.adminsMayCall`, "access-everybody", { value }));

function lengthOf(network: string): number | null {
  const [address = "", length] = network.split("/");
  const longest = address.includes(":") ? 128 : 32;
  const value = length === undefined ? longest : Number(length);
  const isAddress = address.includes(":") || /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(address);
  return isAddress && value <= longest ? value : null;
}

const ssh: Rule = ({ platform: { access, target }, at }) => {
  const key = `${at}.access.sshFrom`;
  if (access.sshFrom.length === 0) return target === "systemd" ? [told(key, "access-nobody")] : [];
  return access.sshFrom.flatMap((value) => {
    const length = lengthOf(value);
    if (length === null) return [told(key, "access-malformed", { value })];
    return length === 0 || everywhere.has(value) ? [told(key, "access-wide", { value })] : [];
  });
};

export const machineRules: readonly Rule[] = [
  hostsAreWritten,
  hostsDiffer,
  hostsAreReached,
  certificates,
  noDemo,
  database,
  reverseProxy,
  admins,
  ssh,
];
