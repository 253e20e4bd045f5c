/** Programs that this machine has, each of them perhaps missing, and what they say of their version. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { findProgram } from "./programs.ts";

/** Absolute paths; null when the machine lacks it. `postgres` is the folder of its programs. */
export interface InstalledPrograms {
  readonly python: string | null;
  readonly nginx: string | null;
  readonly redis: string | null;
  readonly postgres: string | null;
  readonly prometheus: string | null;
}

/** `python` should have Synapse. */
export function installedPrograms(python: string): InstalledPrograms {
  const find = (name: "nginx" | "redis" | "postgres" | "prometheus") => findProgram(name);
  return {
    python: existsSync(python) ? python : null,
    nginx: find("nginx"),
    redis: find("redis"),
    postgres: find("postgres"),
    prometheus: find("prometheus"),
  };
}

/** Debian puts promtool beside prometheus. */
export function promtoolOf(prometheus: string): string {
  return join(dirname(prometheus), "promtool");
}

export interface Said {
  readonly code: number | null;
  /** Standard output and errors together. */
  readonly text: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly milliseconds?: number;
}

/** Runs a program to its end; a program that isn't there or is too slow has no code. */
export function runToEnd(path: string, args: readonly string[], { cwd, env, milliseconds = 60_000 }: RunOptions = {}): Promise<Said> {
  const given = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C.UTF-8", ...env };
  return new Promise((done) => {
    execFile(path, [...args], { cwd, env: given, timeout: milliseconds, killSignal: "SIGKILL" }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
      const text = `${out}${err}`.trim();
      done({ code, text: text === "" && error !== null ? error.message : text });
    });
  });
}
