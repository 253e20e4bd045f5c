/** Which process is this, and is that one still alive: a pid alone is reused by the system. */
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

export interface ProcessMark {
  readonly pid: number;
  /** Boot of the machine and start of the process within it; null where the system doesn't tell (no /proc). */
  readonly start: string | null;
  readonly host: string;
}

export function thisProcess(): ProcessMark {
  return { pid: process.pid, start: startOf(process.pid), host: hostname() };
}

/** A killed process that its parent has not reaped yet counts as gone. Only meaningful for a mark of the same host. */
export function isAlive(mark: ProcessMark): boolean {
  const start = startOf(mark.pid);
  if (start !== null || mark.start !== null) return start !== null && start === mark.start;
  return answersSignal(mark.pid);
}

function startOf(pid: number): string | null {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The command between parentheses may hold spaces; then state is field 3 and start time field 22 (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return null;
  return `${readText("/proc/sys/kernel/random/boot_id")?.trim() ?? ""}:${fields[19] ?? ""}`;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function answersSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
