/** Synapse reads its rendered files: the shared one, and each worker's over it. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "#core/finding.ts";
import { configArguments, pythonEnv } from "../synapse-service.ts";
import { type Bench, refused } from "./judge.ts";

const reader = join(import.meta.dirname, "read_synapse_config.py");
const patience = 120_000;

interface Told {
  readonly file: string;
  readonly path: string;
  readonly words: string;
}

/** One process reads all sets: loading Synapse costs a second, reading a file hardly anything. */
export async function judgeSynapse(bench: Bench, python: string): Promise<readonly Finding[]> {
  const sets = bench.site.processes.map((one) => configArguments(bench.site, one).filter((part) => part !== "--config-path"));
  const { code, out, err } = await runReader(bench, python, JSON.stringify({ sets }));
  const told = out
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Told);
  if (code !== 0 && told.length === 0) return [refused(bench, "synapse", { words: err.trim().split("\n").at(-1) ?? `exit ${code}` })];
  return told.map(({ file, path, words }) => refused(bench, "synapse", { words, file, setting: path || null }));
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function runReader({ site, folder }: Bench, python: string, input: string): Promise<Ended> {
  const child = spawn(python, ["-c", readFileSync(reader, "utf8")], {
    cwd: folder,
    env: pythonEnv(site),
    timeout: patience,
    killSignal: "SIGKILL",
  });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
  child.stdin.on("error", () => {}).end(input);
  return new Promise((done) => {
    child.once("error", (error) => done({ code: null, out: "", err: error.message }));
    child.once("close", (code) => done({ code, ...said }));
  });
}
