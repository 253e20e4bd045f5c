/** One child process that dies with campus, whatever kills campus; its output goes to a file. */
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, closeSync, constants, openSync } from "node:fs";
import { AppError } from "#core/errors.ts";
import { identify, isAlive, type ProcessIdentity, signal, signalGroup } from "./process-identity.ts";

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
  /** Resolves when the process is gone, and what it left in its group; never rejects. */
  readonly exited: Promise<Exit>;
}

export type Pipes = "none" | "both";

/**
 * The kernel signals the child when campus dies (PR_SET_PDEATHSIG, kept over exec). The shell's test closes the instant
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

/** A change of user clears the death signal (prctl(2)); setpriv asks for it after that change, whatever the order of its options. */
function guardOf({ user, deathSignal = "KILL" }: Program): string[] {
  const as = user === undefined ? [] : ["--reuid", String(user.uid), "--regid", String(user.gid), "--clear-groups"];
  return [...as, "--pdeathsig", deathSignal, "--", "sh", "-c", ifStillOurs, "sh", String(process.pid)];
}

/** Starts a program in a process group of its own, so that Ctrl-C reaches campus alone. `platform.missing-program` when it isn't there. */
export async function startProgram(program: Program): Promise<Child> {
  return (await spawnProgram(program, "none")).child;
}

/** The same; "both" gives pipes to its standard input and output, only its errors go to the file. */
export async function spawnProgram(program: Program, pipes: Pipes): Promise<{ readonly child: Child; readonly process: ChildProcess }> {
  requireExecutable(program.path);
  const output = openSync(program.output, "a", 0o600);
  const stdio: StdioOptions = pipes === "both" ? ["pipe", "pipe", output] : ["ignore", output, output];
  try {
    const args = [...guardOf(program), program.path, ...program.args];
    const spawned = spawn("setpriv", args, { cwd: program.folder, env: program.env, detached: true, stdio });
    return { child: await settled(spawned), process: spawned };
  } finally {
    closeSync(output);
  }
}

/** A leader that dies may leave members of its group behind, which would keep its port: they end with it. */
async function settled(spawned: ChildProcess): Promise<Child> {
  const exited = new Promise<Exit>((done) => {
    spawned.once("exit", (code, name) => {
      if (spawned.pid !== undefined) signalGroup(spawned.pid, "SIGKILL");
      done({ code, signal: name });
    });
  });
  try {
    await once(spawned, "spawn");
  } catch (error) {
    throw new AppError("platform.missing-program", { name: "setpriv" }, error);
  }
  const pid = spawned.pid ?? 0;
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
export async function endProgram(child: Child, graceMilliseconds: number, first: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (graceMilliseconds > 0) {
    signal(child.identity, first);
    if (await within(child.exited, graceMilliseconds)) return;
  }
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

/** Waits until that very process is gone; false when it isn't after so long. */
export async function isGone(known: ProcessIdentity, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (isAlive(known)) {
    if (Date.now() > end) return false;
    await new Promise((done) => setTimeout(done, 50));
  }
  return true;
}
