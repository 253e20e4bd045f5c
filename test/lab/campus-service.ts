/** `campus serve` as a process of its own, started in a folder that has its configuration. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect } from "vitest";
import { eventually } from "./processes.ts";

const main = join(import.meta.dirname, "../../src/main.ts");

export interface Service {
  readonly child: ChildProcess;
  readonly lines: () => readonly { readonly msg: string }[];
  /** What it told people. */
  readonly told: () => string;
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Resolves once it has started its work; fails with what it told otherwise. */
export async function startService(folder: string): Promise<Service> {
  const env = { PATH: process.env.PATH ?? "", HOME: folder, LANG: "fr_FR.UTF-8" };
  const child = spawn(process.execPath, [main, "serve"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => (err += String(chunk)));
  const lines = () =>
    out
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { msg: string });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
    return child.exitCode;
  };
  const started = () => lines().some(({ msg }) => msg === "service started") || child.exitCode !== null;
  const isUp = await eventually(started, Boolean, 60_000);
  if (!isUp) await end("SIGKILL");
  expect(isUp, err).toBe(true);
  expect(child.exitCode, err).toBeNull();
  return { child, lines, told: () => err, end };
}
