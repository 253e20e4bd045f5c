/** A bridge and a network namespace per machine: nothing on it reaches this machine's own network, nor the other way round. */
import { must, run } from "./run.ts";

export interface MachineNetwork {
  /** Name of the namespace of a machine. */
  namespaceOf(name: string): string;
  /** Removes everything. */
  remove(): Promise<void>;
}

export const spacePrefix = "campus-";

/** Of the test with this pid. */
export function bridgeOf(pid: number): string {
  return `cb${pid.toString(36)}`;
}

/** `addresses`: name of a machine → its IPv4 address in one network of 256. Names of interfaces hold the pid of the test. */
export async function openNetwork(addresses: Readonly<Record<string, string>>): Promise<MachineNetwork> {
  const tag = process.pid.toString(36);
  const bridge = bridgeOf(process.pid);
  const namespaceOf = (name: string): string => `${spacePrefix}${tag}-${name}`;
  const remove = async (): Promise<void> => {
    for (const name of Object.keys(addresses)) await run("ip", ["netns", "delete", namespaceOf(name)]);
    await run("ip", ["link", "delete", bridge]);
  };
  try {
    await must("ip", ["link", "add", bridge, "type", "bridge"]);
    await must("ip", ["link", "set", bridge, "up"]);
    for (const [index, [name, address]] of Object.entries(addresses).entries()) {
      const space = namespaceOf(name);
      const end = `cv${tag}${index}`;
      await must("ip", ["netns", "add", space]);
      await must("ip", ["link", "add", end, "type", "veth", "peer", "name", "host0", "netns", space]);
      await must("ip", ["link", "set", end, "master", bridge, "up"]);
      await must("ip", ["-n", space, "address", "add", `${address}/24`, "dev", "host0"]);
      await must("ip", ["-n", space, "link", "set", "host0", "up"]);
      await must("ip", ["-n", space, "link", "set", "lo", "up"]);
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return { namespaceOf, remove };
}
