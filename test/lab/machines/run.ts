/** One program run to its end, its output kept. */
import { spawn } from "node:child_process";

export interface Ended {
  /** Exit code; 124 when it was stopped for taking too long. */
  readonly code: number;
  readonly out: string;
  /** Standard error. */
  readonly err: string;
}

export interface RunOptions {
  readonly seconds?: number;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const plain = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C.UTF-8", HOME: "/root" };

/** Never rejects for what the program says: look at the code. */
export function run(program: string, args: readonly string[], { seconds = 60, input, env = {} }: RunOptions = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...plain, ...env }, stdio: "pipe" });
    const texts = { out: "", err: "" };
    const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      texts.out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      texts.err += text;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 124, ...texts });
    });
    // A program that ended without reading its input is judged by its exit code.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/** Throws with everything the program said when it fails. */
export async function must(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, out, err } = await run(program, args, options);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ends with ${code}\n${out.slice(-4000)}\n${err.slice(-4000)}`);
  return out;
}
