/** The machine a benchmark ran on: absolute figures mean nothing without it. */
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryMegabytes: number;
  readonly node: string;
  /** Average of the last minute, before the benchmark began. */
  readonly load: number;
  /** Others were using more than a quarter of it: only ratios are to be believed. */
  readonly busy: boolean;
}

export function describeMachine(): Machine {
  const cores = availableParallelism();
  const load = Math.round((loadavg()[0] ?? 0) * 100) / 100;
  const memoryMegabytes = Math.round(totalmem() / 1024 ** 2);
  return { cores, processor: cpus()[0]?.model ?? "", memoryMegabytes, node: process.version, load, busy: isBusy(load, cores) };
}

export function isBusy(load: number, cores: number): boolean {
  return load > cores / 4;
}

export function machineLine(machine: Machine): string {
  const { cores, processor, memoryMegabytes, node, load, busy } = machine;
  const said = `${cores} cores (${processor}), ${memoryMegabytes} MB, Node ${node}, load ${load}`;
  return busy ? `${said}: BUSY, absolute times are not to be believed, ratios are` : said;
}
