/** A machine with a systemd of its own: a folder booted by systemd-nspawn in its network namespace. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { type ControlGroup, openControlGroup } from "./control-group.ts";
import { type Ended, must, type RunOptions, run } from "./run.ts";

export interface Machine {
  readonly name: string;
  /** Its root folder, as seen from here. */
  readonly folder: string;
  /** Runs a program inside, as root. */
  run(program: string, args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** A script of bash inside; throws when it fails. */
  shell(script: string, options?: RunOptions): Promise<string>;
  /** Restarts the whole machine; resolves when it is up again. */
  reboot(): Promise<void>;
  /** Ends everything at once, as a power cut does; `powerOn` starts it again. */
  cutPower(): Promise<void>;
  powerOn(): Promise<void>;
  stop(): Promise<void>;
}

export interface MachineOptions {
  readonly name: string;
  readonly folder: string;
  /** Network namespace. */
  readonly namespace: string;
  /** File of its console. */
  readonly log: string;
}

/** Exit code of systemd-nspawn when the machine asks to be started again. */
const startAgain = 133;

/** Resolves when it has booted. */
export async function bootMachine(options: MachineOptions): Promise<Machine> {
  const { name, folder, namespace, log } = options;
  const group = openControlGroup(namespace);
  let child = start(options, group);
  const enter = () => ["-t", leaderOf(child), "-m", "-u", "-i", "-n", "-p", "--"];
  const machine: Machine = {
    name,
    folder,
    run: async (program, args, how) => run("nsenter", [...enter(), program, ...args], how),
    shell: async (script, how) => must("nsenter", [...enter(), "bash", "--norc", "-euo", "pipefail", "-c", script], how),
    async reboot() {
      const gone = endOf(child);
      await machine.run("systemctl", ["reboot"]);
      if ((await gone) !== startAgain) throw new Error(`machine ${name} ended instead of starting again`);
      child = start(options, group);
      await booted(machine);
    },
    async cutPower() {
      const [leader, gone] = [leaderOf(child), endOf(child)];
      process.kill(Number(leader), "SIGKILL");
      child.kill("SIGKILL");
      await gone;
    },
    async powerOn() {
      child = start(options, group);
      await booted(machine);
    },
    async stop() {
      await end(child);
      await group.remove();
    },
  };
  try {
    await booted(machine);
  } catch (error) {
    await machine.stop();
    throw new Error(`machine ${name} doesn't boot\n${readFileSync(log, "utf8").slice(-3000)}`, { cause: error });
  }
  return machine;
}

function start({ name, folder, namespace, log }: MachineOptions, group: ControlGroup): ChildProcess {
  const output = openSync(log, "a");
  const where = [`--directory=${folder}`, `--machine=${name}`, `--network-namespace-path=/run/netns/${namespace}`];
  const own = [
    "--quiet",
    "--boot",
    "--register=no",
    "--keep-unit",
    "--resolv-conf=off",
    "--timezone=off",
    "--link-journal=no",
    "--capability=CAP_NET_ADMIN",
  ];
  // The machine goes down when this process dies.
  const program = ["setpriv", "--pdeathsig", "TERM", "systemd-nspawn", ...own, "--console=pipe", ...where];
  const child = spawn("/bin/sh", ["-c", group.enter, "sh", ...program], {
    stdio: ["ignore", output, output],
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C.UTF-8" },
  });
  closeSync(output);
  return child;
}

/** First process of the machine: the only child of systemd-nspawn. Throws while there is none. */
function leaderOf({ pid }: ChildProcess): string {
  const [leader] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
  if (leader === undefined || leader === "") throw new Error("the machine is down");
  return leader;
}

/** systemd says it is done starting, well or badly. While it comes up there is nobody to ask. */
async function booted(machine: Machine): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const { out } = await machine.run("systemctl", ["is-system-running"]).catch(() => ({ out: "" }));
    if (/^(running|degraded)/.test(out)) return;
    await pause(300);
  }
  throw new Error("not up in 180 s");
}

function endOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}

/** An orderly end, then a forced one. */
async function end(child: ChildProcess): Promise<void> {
  const gone = endOf(child);
  child.kill("SIGTERM");
  const forced = setTimeout(() => child.kill("SIGKILL"), 90_000);
  await gone;
  clearTimeout(forced);
}
