/** Several machines on a network of their own, from boot to nothing left. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasProgram } from "./has-program.ts";
import { imageWith } from "./machines/images.ts";
import { folderName, removeLeftovers } from "./machines/leftovers.ts";
import { bootMachine, type Machine } from "./machines/machine.ts";
import { openNetwork } from "./machines/network.ts";
import { mountOverlay } from "./machines/overlay.ts";
import { type Ended, type RunOptions, run } from "./machines/run.ts";

export interface MachineOrder {
  readonly address: string;
  /** Packages of Debian that are there before it boots. */
  readonly packages: readonly string[];
  /** Host name; `null` is no machine but a place on the network, for people who connect from outside. */
  readonly hostName: string | null;
  /** Called with the root folder before the machine boots. */
  readonly prepare?: (folder: string) => Promise<void> | void;
}

export interface Machines<Name extends string> {
  readonly folder: string;
  machine(name: Name): Machine;
  /** Runs a program of this machine at one of the addresses, with nothing of the machine there. */
  from(name: Name, program: string, args: readonly string[], options?: RunOptions): Promise<Ended>;
  stop(): Promise<void>;
}

/** False prints what is missing; in CI that fails instead. */
export function hasMachines(): boolean {
  const programs = ["systemd-nspawn", "debootstrap", "ip", "nsenter", "setpriv", "mount", "openssl"];
  if (process.getuid?.() !== 0) {
    if (process.env.CI) throw new Error("machines need root");
    console.warn("skipped: machines need root");
    return false;
  }
  return programs.every(hasProgram);
}

export async function openMachines<Name extends string>(orders: Readonly<Record<Name, MachineOrder>>): Promise<Machines<Name>> {
  const names = Object.keys(orders) as Name[];
  await removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), `${folderName}${process.pid}-`));
  const network = await openNetwork(Object.fromEntries(names.map((name) => [name, orders[name].address])));
  const machines = new Map<Name, Machine>();
  const endings: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all([...machines.values()].map((machine) => machine.stop()));
    for (const ending of endings) await ending();
    await network.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  const hosts = names.map((name) => `${orders[name].address} ${orders[name].hostName ?? name}`).join("\n");
  try {
    for (const name of names) {
      const { packages, hostName, prepare } = orders[name];
      if (hostName === null) continue;
      const disk = await mountOverlay(await imageWith(packages), join(folder, name));
      endings.push(disk.unmount);
      nameMachine(disk.folder, hostName, hosts);
      await prepare?.(disk.folder);
      const log = join(folder, `${name}.log`);
      machines.set(name, await bootMachine({ name: hostName, folder: disk.folder, namespace: network.namespaceOf(name), log }));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    folder,
    machine(name) {
      const found = machines.get(name);
      if (found === undefined) throw new Error(`no machine ${name}`);
      return found;
    },
    from: (name, program, args, options) => run("ip", ["netns", "exec", network.namespaceOf(name), program, ...args], options),
    stop,
  };
}

/** Its name, those of the others, and no server of names: there is none on this network. */
function nameMachine(root: string, hostName: string, hosts: string): void {
  mkdirSync(join(root, "etc"), { recursive: true });
  writeFileSync(join(root, "etc/hostname"), `${hostName}\n`);
  writeFileSync(join(root, "etc/hosts"), `127.0.0.1 localhost\n${hosts}\n`);
  writeFileSync(join(root, "etc/resolv.conf"), "");
}
