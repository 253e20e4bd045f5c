/** Runs a measure in a process of its own, so that its peak memory is its own too. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median } from "./figure.ts";

export interface Measure {
  readonly [name: string]: number;
}

/** The last line of the child's standard output is its measures as one JSON object. */
export async function measureInChild(script: string, args: readonly string[]): Promise<Measure> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`${script} ${args.join(" ")} ended with ${code}`);
  return JSON.parse(output.trimEnd().split("\n").at(-1) ?? "") as Measure;
}

/** The median of one of their numbers; NaN when it is missing. */
export function medianOf(measures: readonly Measure[], name: string): number {
  return median(measures.map((measure) => measure[name] ?? Number.NaN));
}

/** Peak resident memory of this process, in MB. */
export function peakMegabytes(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
