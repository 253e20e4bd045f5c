/** One child process that dies with campus, whatever kills campus; its output goes to a file. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, closeSync, constants, openSync } from "node:fs";
import { AppError } from "#core/errors.ts";
import { identify, isAlive, type ProcessIdentity, signal } from "./process-identity.ts";

export interface Program {
  /** Absolute path of the executable. */
  readonly path: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** File that receives standard output and errors. */
  readonly output: string;
  /** Another user to run as, when campus is root: PostgreSQL refuses to run as root. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /**
   * What the kernel sends it when campus dies; KILL unless told. A program that has children of its own which outlive it
   * (nginx) needs a signal on which it ends them: TERM.
   */
  readonly deathSignal?: "KILL" | "TERM" | "INT" | "QUIT";
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly identity: ProcessIdentity;
  /** Resolves when the process is gone; never rejects. */
  readonly exited: Promise<Exit>;
}

/**
 * The kernel kills the child when campus dies (PR_SET_PDEATHSIG, kept over exec). The shell's test closes the instant
 * between fork and that call: an orphan has another parent already and gives up. What the program writes is its owner's alone.
 */
const ifStillOurs = '[ "$PPID" = "$1" ] || exit 97; shift; umask 077; exec "$@"';

function requireExecutable(path: string): void {
  try {
    accessSync(path, constants.X_OK);
  } catch (error) {
    throw new AppError("platform.missing-program", { name: path }, error);
  }
}

/** Starts a program in a process group of its own, so that Ctrl-C reaches campus alone. `platform.missing-program` when it isn't there. */
export async function startProgram(program: Program): Promise<Child> {
  requireExecutable(program.path);
  const output = openSync(program.output, "a", 0o600);
  try {
    const guarded = ["--pdeathsig", "KILL", "--", "sh", "-c", ifStillOurs, "sh", String(process.pid), program.path, ...program.args];
    const child = spawn("setpriv", guarded, {
      cwd: program.folder,
      env: program.env,
      detached: true,
      stdio: ["ignore", output, output],
    });
    return await settled(child);
  } finally {
    closeSync(output);
  }
}

async function settled(child: ChildProcess): Promise<Child> {
  const exited = new Promise<Exit>((done) => child.once("exit", (code, name) => done({ code, signal: name })));
  try {
    await once(child, "spawn");
  } catch (error) {
    throw new AppError("platform.missing-program", { name: "setpriv" }, error);
  }
  const pid = child.pid ?? 0;
  return { identity: identify(pid) ?? { pid, startTime: -1, bootId: "" }, exited };
}

/** Waits at most so long for a promise; true when it came. */
export async function within(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((done) => {
    timer = setTimeout(() => done(false), milliseconds);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks, waits, then forces. Resolves when the process is gone. */
export async function endProgram(child: Child, graceMilliseconds: number): Promise<void> {
  signal(child.identity, "SIGTERM");
  if (await within(child.exited, graceMilliseconds)) return;
  signal(child.identity, "SIGKILL");
  await child.exited;
}

/** The same for a process that is not our child: found again by its identity. */
export async function endProcess(known: ProcessIdentity, graceMilliseconds: number): Promise<void> {
  signal(known, "SIGTERM");
  if (await isGone(known, graceMilliseconds)) return;
  signal(known, "SIGKILL");
  await isGone(known, 5_000);
}

async function isGone(known: ProcessIdentity, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (isAlive(known)) {
    if (Date.now() > end) return false;
    await new Promise((done) => setTimeout(done, 50));
  }
  return true;
}
