/** Programs of tests: started by themselves, found again by what they hold, never by a name others share. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

export interface Script {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Next line it prints; throws with its error output when it ends first. */
  nextLine(): Promise<string>;
  /** Sends a signal and waits until it is gone. */
  end(name: NodeJS.Signals): Promise<void>;
}

/** Runs a TypeScript file in a Node of its own, as a user's command would be. */
export async function startScript(file: string, args: readonly string[]): Promise<Script> {
  const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  await once(child, "spawn");
  const exited = once(child, "exit");
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += String(chunk);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid ?? 0,
    child,
    async nextLine() {
      const line = await lines.next();
      if (line.done) throw new Error(`${file} ended: ${errors}`);
      return line.value;
    },
    async end(name) {
      if (child.exitCode === null && child.signalCode === null) child.kill(name);
      await exited;
    },
  };
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

/** Pids of living processes whose command line holds this text (a state folder, say), other than this one. */
export function processesHolding(text: string): readonly number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.filter((pid) => commandLine(pid).includes(text)).map(Number);
}

/** Looks again and again for at most so long; the last answer. */
export async function eventually<T>(look: () => T | Promise<T>, good: (seen: T) => boolean, milliseconds = 20_000): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const seen = await look();
    if (good(seen) || Date.now() > end) return seen;
    await pause(50);
  }
}

/** Pids that still hold this text once those that were told to end had time to: none is what a test wants. */
export function processesLeft(text: string): Promise<readonly number[]> {
  return eventually(
    () => processesHolding(text),
    (pids) => pids.length === 0,
  );
}
