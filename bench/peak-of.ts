/** Runs a program to its end: how long it took, and the most memory it held. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";

export interface ProgramRun {
  readonly milliseconds: number;
  /** MB, seen every 10 ms (Linux VmHWM: the peak so far). */
  readonly peak: number;
}

/** Its output goes to that file; another exit code than 0 throws. */
export async function runProgram(program: string, args: readonly string[], output = "/dev/null"): Promise<ProgramRun> {
  const written = openSync(output, "w");
  const start = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", written, "inherit"] });
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid ?? 0));
  }, 10);
  const [code] = (await once(child, "exit")) as [number | null];
  const milliseconds = performance.now() - start;
  clearInterval(watch);
  closeSync(written);
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return { milliseconds, peak };
}

function peakOf(pid: number): number {
  try {
    return Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
