/** Speaks with a forking parent of Synapse: a Python process that loads Synapse once and forks each of its processes in no time. */
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { AppError } from "#core/errors.ts";
import { type ProcessIdentity, signal, signalGroup } from "./process-identity.ts";
import { type Child, type Exit, isGone, type Program, spawnProgram, within } from "./program.ts";
import type { PythonApp, Service } from "./service.ts";
import { markLogs, startFailure } from "./start-failure.ts";

export interface ZygoteOptions {
  readonly name: string;
  readonly python: string;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  /** File for what it writes itself. */
  readonly output: string;
}

export type ForkOrder = Pick<PythonApp, "app" | "args" | "folder" | "output"> & { readonly name: string };

export interface Zygote {
  readonly child: Child;
  /** Forks: the process lives when this resolves, whether it is ready is for the caller to ask. */
  start(order: ForkOrder): Promise<Child>;
  /** Ends it; children that still live are killed. */
  stop(): Promise<void>;
}

type Message =
  | { readonly ready: number; readonly threads: number }
  | { readonly started: string; readonly pid: number; readonly startTime: number }
  | { readonly refused: string; readonly error: string }
  | { readonly exited: string; readonly pid: number; readonly code?: number; readonly signal?: NodeJS.Signals };

interface Fork {
  readonly identity: ProcessIdentity;
  readonly end: (how: Exit) => void;
}

const script = join(import.meta.dirname, "synapse-zygote/zygote.py");
/** Both kinds of process, so that no child loads anything large by itself. */
const preloaded = ["synapse.app.homeserver", "synapse.app.generic_worker"];
/** Room for the longest command line of a child, seen in `ps`. */
const titleRoom = ".".repeat(2_000);
const loadMilliseconds = 60_000;

function programFor({ python, env, folder, output }: ZygoteOptions): Program {
  return { path: python, args: [script, ...preloaded, titleRoom], folder, env, output };
}

/** Throws what `startFailure` says when Synapse can't be loaded: `platform.missing-program`, `platform.start-failed`. */
export async function openZygote(options: ZygoteOptions): Promise<Zygote> {
  const program = programFor(options);
  const asService: Service = {
    name: options.name,
    role: "parent",
    port: 0,
    health: { kind: "process" },
    needs: [],
    launch: { kind: "program", program },
    logs: [],
    startMilliseconds: loadMilliseconds,
    stopMilliseconds: 1_000,
  };
  const marks = markLogs(asService);
  const { child, process } = await spawnProgram(program, "both");
  const talk = openTalk(process, child);
  const result = await Promise.race([talk.ready, child.exited, late(talk.ready)]);
  if (result !== "ready") {
    signal(child.identity, "SIGKILL");
    await child.exited;
    throw startFailure(asService, result, marks);
  }
  return {
    child,
    start: talk.start,
    async stop() {
      process.stdin?.end();
      if (!(await within(child.exited, 2_000))) signal(child.identity, "SIGKILL");
      await talk.over;
    },
  };
}

async function late(ready: Promise<unknown>): Promise<"late"> {
  await within(ready, loadMilliseconds);
  return "late";
}

function openTalk(process: ChildProcess, parent: Child) {
  const forks = new Map<number, Fork>();
  const asked = new Map<string, PromiseWithResolvers<Child>>();
  const ready = Promise.withResolvers<"ready">();
  let isOver = false;

  function hear(message: Message): void {
    if ("ready" in message) ready.resolve("ready");
    else if ("exited" in message) noteExit(message.pid, { code: message.code ?? null, signal: message.signal ?? null });
    else if ("refused" in message) answered(message.refused)?.reject(refusal(message.refused, message.error));
    else answered(message.started)?.resolve(noteStart(message.pid, message.startTime));
  }

  function answered(name: string): PromiseWithResolvers<Child> | undefined {
    const question = asked.get(name);
    asked.delete(name);
    return question;
  }

  function noteStart(pid: number, startTime: number): Child {
    const { promise: exited, resolve: end } = Promise.withResolvers<Exit>();
    const identity = { pid, startTime, bootId: parent.identity.bootId };
    forks.set(pid, { identity, end });
    return { identity, exited };
  }

  function noteExit(pid: number, how: Exit): void {
    signalGroup(pid, "SIGKILL");
    forks.get(pid)?.end(how);
    forks.delete(pid);
  }

  /** The kernel kills the children of a dead parent; they are told as ended once they really are. */
  async function noteDeath(): Promise<void> {
    isOver = true;
    for (const [name, question] of asked) question.reject(refusal(name, "the parent process ended"));
    asked.clear();
    await Promise.all(
      [...forks].map(async ([pid, { identity }]) => {
        if (!(await isGone(identity, 5_000))) signal(identity, "SIGKILL");
        await isGone(identity, 5_000);
        noteExit(pid, { code: null, signal: "SIGKILL" });
      }),
    );
  }

  process.stdin?.on("error", () => {});
  if (process.stdout !== null) createInterface({ input: process.stdout }).on("line", (line) => hear(JSON.parse(line) as Message));
  return {
    ready: ready.promise,
    over: parent.exited.then(noteDeath),
    async start({ name, ...order }: ForkOrder): Promise<Child> {
      if (isOver) throw refusal(name, "the parent process ended");
      const question = Promise.withResolvers<Child>();
      if (asked.has(name)) throw new Error(`${name} is being started already`);
      asked.set(name, question);
      process.stdin?.write(`${JSON.stringify({ start: name, ...order })}\n`);
      return question.promise;
    },
  };
}

function refusal(name: string, detail: string): AppError {
  return new AppError("platform.start-failed", { name, detail, log: "" });
}
