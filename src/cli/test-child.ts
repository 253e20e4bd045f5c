/** Runs one step of `campus test` as a child: output to a log, chosen lines to the screen, stopped whole on time-out or Ctrl-C. */
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";

export interface ChildEnd {
  readonly code: number | "timeout" | "interrupted";
  readonly seconds: number;
}

interface ChildOptions {
  readonly root: string;
  readonly log: string;
  readonly limitSeconds: number;
  /** Called for every line of output, as it comes. */
  readonly onLine: (line: string) => void;
}

/** The child leads its own process group, so that whatever it started ends with it. */
export async function runChild(command: readonly [string, ...string[]], options: ChildOptions): Promise<ChildEnd> {
  const start = performance.now();
  const [program, ...args] = command;
  const env = { ...process.env, NO_COLOR: "1" };
  const child = spawn(program, args, { cwd: options.root, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const log = createWriteStream(options.log);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      log.write(`${line}\n`);
      options.onLine(line);
    });
  }
  const code = await ended(child, options.limitSeconds);
  await new Promise<void>((resolve) => log.end(resolve));
  return { code, seconds: (performance.now() - start) / 1000 };
}

function ended(child: ChildProcess, limitSeconds: number): Promise<ChildEnd["code"]> {
  return new Promise((resolve) => {
    let cause: "timeout" | "interrupted" | null = null;
    const stop = (why: "timeout" | "interrupted") => {
      cause ??= why;
      endGroup(child.pid, "SIGTERM");
      setTimeout(() => endGroup(child.pid, "SIGKILL"), 5000).unref();
    };
    const interrupt = () => stop("interrupted");
    const timer = setTimeout(() => stop("timeout"), limitSeconds * 1000);
    process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
    const settle = (code: number) => {
      clearTimeout(timer);
      process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
      resolve(cause ?? code);
    };
    child.on("error", () => settle(127)).on("close", (code) => settle(code ?? 1));
  });
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // the group has ended already
  }
}
