/** Rules about two platforms of one campus.yaml: neither may take what is the other's. */
import type { ServerPlatform } from "#config/platform.ts";
import type { Finding } from "#core/finding.ts";
import { keyOf, told } from "./rule.ts";

type Pair = (platform: ServerPlatform, other: ServerPlatform) => readonly Finding[];

/** One inside the other counts too: erasing the outer would erase both. */
const folders: Pair = (platform, other) => {
  const [mine, theirs] = [platform, other].map(({ stateFolder }) => `${stateFolder.replace(/\/+$/, "")}/`);
  if (mine === undefined || theirs === undefined || !(mine.startsWith(theirs) || theirs.startsWith(mine))) return [];
  const params = { folder: platform.stateFolder, other: `${keyOf(other)}.stateFolder` };
  return [told(`${keyOf(platform)}.stateFolder`, "platform-folder-shared", params)];
};

const ports: Pair = (platform, other) => {
  if (platform.target !== "local" || other.target !== "local") return [];
  const taken = new Map(Object.entries(other.ports).map(([name, port]) => [port, name]));
  return Object.entries(platform.ports).flatMap(([name, port]) => {
    const theirs = taken.get(port);
    if (port === null || theirs === undefined) return [];
    return [told(`${keyOf(platform)}.ports.${name}`, "platform-port-shared", { port, other: `${keyOf(other)}.ports.${theirs}` })];
  });
};

/** Each machine has fixed ports, units and folders: it belongs to one platform. */
const hosts: Pair = (platform, other) => {
  const [mine, theirs] = [platform.hosts, other.hosts];
  if (mine === undefined || theirs === undefined) return [];
  const taken = new Map(Object.entries(theirs).map(([role, { address }]) => [address, role]));
  return Object.entries(mine).flatMap(([role, { address: value }]) => {
    const held = taken.get(value);
    if (held === undefined) return [];
    const params = { value, other: `${keyOf(other)}.hosts.${held}.address` };
    return [told(`${keyOf(platform)}.hosts.${role}.address`, "platform-host-shared", params)];
  });
};

/** What `platform` shares with others of the same file; `others` may hold it too. */
export function siblingFindings(platform: ServerPlatform, others: readonly ServerPlatform[]): readonly Finding[] {
  return others
    .filter(({ name }) => name !== platform.name)
    .flatMap((other) => [folders, ports, hosts].flatMap((pair) => pair(platform, other)));
}
