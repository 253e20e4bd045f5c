/** Runs the command line as a child, as a user would, and a small world for it: a fake homeserver, CSV files, an embedded store. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openContext } from "#cli/context.ts";
import { runCli } from "#cli/program.ts";
import { writeConfig } from "#config/write.ts";
import { csvFiles } from "#sample/csv.ts";
import { generateUniversity } from "#sample/generate.ts";
import type { University } from "#sample/model.ts";
import { samplePolicy } from "#sample/policy.ts";
import { type FakeHomeserver, openFakeHomeserver } from "../fakes/homeserver/open.ts";

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const main = join(import.meta.dirname, "../../src/main.ts");

/** `folder` is where the command is started; messages are in French unless the locale says otherwise. */
export function runCampus(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return runProgram(folder, [process.execPath, main, ...args], env);
}

/** A shell script that calls `campus`, given to a shell that may be wrapped; stops at nothing. */
export function runScript(folder: string, script: string, shell: readonly string[] = ["sh"]): Promise<Ended> {
  const text = `campus() { "${process.execPath}" "${main}" "$@"; }\n${script}`;
  return runProgram(folder, [...shell, "-c", text], {});
}

function runProgram(folder: string, [program = "", ...args]: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((done, failed) => {
    const given = { PATH: process.env.PATH ?? "", HOME: folder, LANG: "fr_FR.UTF-8", ...env };
    const child = spawn(program, args, { cwd: folder, env: given, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.once("error", failed);
    child.once("close", (code) => done({ code, out, err }));
  });
}

/** The same inside this process: for the many questions that need no process of their own. */
export async function askCampus(folder: string, args: readonly string[]): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const context = openContext(
    {
      out: { write: (text) => out.push(text) },
      err: { write: (text) => err.push(text) },
      folder,
      home: folder,
      version: "0.0.0",
      user: "essai",
      signal: new AbortController().signal,
      deps: () => Promise.reject(new Error("no server in this test")),
    },
    { LANG: "fr_FR.UTF-8" },
  );
  const code = await runCli(context, args);
  return { code, out: out.join(""), err: err.join("") };
}

export interface SmallWorld {
  readonly folder: string;
  readonly homeserver: FakeHomeserver;
  readonly university: University;
  /** Writes the university as it is that day of its story. */
  moveTo(day: number): void;
  /** One command in the world's folder. */
  campus(...args: string[]): Promise<Ended>;
  close(): Promise<void>;
}

/** The smallest sample university, on its first day. */
export async function openSmallWorld(): Promise<SmallWorld> {
  const folder = mkdtempSync(join(tmpdir(), "campus-cli-"));
  const homeserver = await openFakeHomeserver();
  const at = (day: number) => generateUniversity({ size: 100, seed: 1, day });
  const moveTo = (day: number) => {
    const university = at(day);
    mkdirSync(join(folder, "data"), { recursive: true });
    for (const [name, text] of csvFiles(university)) writeFileSync(join(folder, "data", name), text);
    writeSettings(folder, homeserver, university);
  };
  writeFileSync(join(folder, "token"), `${homeserver.asToken}\n`, { mode: 0o600 });
  moveTo(0);
  return {
    folder,
    homeserver,
    university: at(0),
    moveTo,
    campus: (...args) => runCampus(folder, args),
    async close() {
      await homeserver.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeSettings(folder: string, { baseUrl, serverName }: FakeHomeserver, { today }: University): void {
  const policy = { structures: { establishment: samplePolicy.establishment, sensitive: [...samplePolicy.sensitive] } };
  writeConfig(join(folder, "campus.yaml"), {
    today,
    store: { kind: "embedded" },
    servers: [{ name: "prod", url: baseUrl, serverName, tokenFile: "token", policy }],
    sources: [{ kind: "csv", folder: "data" }],
  });
}
