/** Recognises a process for certain: a pid alone is reused, a pid with its start time and boot is not. */
import { readFileSync } from "node:fs";

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between the machine's boot and the process's start (field 22 of /proc/PID/stat). */
  readonly startTime: number;
  /** Changes at each boot of the machine. */
  readonly bootId: string;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** Fields of /proc/PID/stat after the command, which may itself hold spaces and parentheses. */
function statFields(pid: number): readonly string[] | null {
  const stat = readText(`/proc/${pid}/stat`);
  return stat === null ? null : stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** Identity of a living process, null when there is none (a zombie counts as none). */
export function identify(pid: number): ProcessIdentity | null {
  const fields = statFields(pid);
  const bootId = readText("/proc/sys/kernel/random/boot_id");
  if (fields === null || bootId === null || fields[0] === "Z" || fields[0] === "X") return null;
  return { pid, startTime: Number(fields[19]), bootId: bootId.trim() };
}

/** True while that very process lives, not another one that got its number. */
export function isAlive(known: ProcessIdentity): boolean {
  const now = identify(known.pid);
  return now !== null && now.startTime === known.startTime && now.bootId === known.bootId;
}

/** A living process and all that it started, except these and what they started: nginx's workers, PostgreSQL's sessions. */
export function familyOf(pid: number, except: ReadonlySet<number> = new Set()): readonly number[] {
  const children = readText(`/proc/${pid}/task/${pid}/children`)?.trim().split(" ") ?? [];
  const others = children.filter((child) => child !== "" && !except.has(Number(child)));
  return [pid, ...others.flatMap((child) => familyOf(Number(child), except))];
}

/**
 * Memory of a process in bytes; null when it is gone. A page that several processes share (the code and libraries of a forking
 * parent and its children) counts in parts, so that the sum over a platform is what it really takes.
 */
export function memoryBytes(pid: number): number | null {
  const shared = readText(`/proc/${pid}/smaps_rollup`)?.match(/^Pss:\s+(\d+) kB/m)?.[1];
  const kilobytes = shared ?? readText(`/proc/${pid}/status`)?.match(/^VmRSS:\s+(\d+) kB/m)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

/** Sends a signal to that very process and its group; false when it was already gone. */
export function signal(known: ProcessIdentity, name: NodeJS.Signals): boolean {
  if (!isAlive(known)) return false;
  try {
    process.kill(-known.pid, name);
    return true;
  } catch {
    return signalOne(known.pid, name);
  }
}

/** Signals what a dead leader left in its group; nothing when the number leads again, so belongs to somebody else. */
export function signalGroup(deadLeader: number, name: NodeJS.Signals): boolean {
  return identify(deadLeader) === null && signalOne(-deadLeader, name);
}

/** For a process that leads no group of its own. */
function signalOne(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}
