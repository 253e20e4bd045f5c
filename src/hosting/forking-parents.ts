/** The forking parents of a platform: opened when a first process needs one, opened again when one died. */
import { dirname, join } from "node:path";
import type { Child } from "./program.ts";
import type { RecordedProcess } from "./running-record.ts";
import { type PythonApp, programOf, type Service } from "./service.ts";
import { openZygote, type Zygote } from "./synapse-zygote.ts";

export interface ForkingParents {
  /** Starts a service whose launch is a fork. */
  launch(service: Service): Promise<Child>;
  processes(): readonly RecordedProcess[];
  /** Ends them, and what they started. */
  stop(): Promise<void>;
}

interface Nest {
  readonly name: string;
  zygote: Promise<Zygote> | null;
  child: Child | null;
  restarts: number;
  since: string;
}

/** Same Python, environment and folder: same parent. */
function keyOf({ python, env, folder }: PythonApp): string {
  return JSON.stringify([python, folder, Object.entries(env).sort()]);
}

export function createForkingParents(changed: () => void): ForkingParents {
  const nests = new Map<string, Nest>();

  function nestFor(app: PythonApp): Nest {
    const key = keyOf(app);
    const found = nests.get(key);
    if (found !== undefined) return found;
    const name = nests.size === 0 ? "synapse-parent" : `synapse-parent-${nests.size + 1}`;
    const nest: Nest = { name, zygote: null, child: null, restarts: -1, since: "" };
    nests.set(key, nest);
    return nest;
  }

  function note(nest: Nest, child: Child | null): void {
    nest.child = child;
    nest.since = new Date().toISOString();
    changed();
  }

  async function open(nest: Nest, { python, env, folder, output }: PythonApp): Promise<Zygote> {
    const log = join(dirname(output), `${nest.name}.out`);
    const zygote = await openZygote({ name: nest.name, python, env, folder, output: log });
    nest.restarts += 1;
    note(nest, zygote.child);
    void zygote.child.exited.then(() => {
      nest.zygote = null;
      note(nest, null);
    });
    return zygote;
  }

  /** Processes that start together wait for the same parent; a failure is not remembered. */
  function zygoteOf(nest: Nest, app: PythonApp): Promise<Zygote> {
    nest.zygote ??= open(nest, app).catch((error: unknown) => {
      nest.zygote = null;
      throw error;
    });
    return nest.zygote;
  }

  return {
    async launch({ name, launch }) {
      if (launch.kind !== "fork") throw new Error(`${name} is not forked but ${programOf(launch).path}`);
      const { app, args, folder, output } = launch.app;
      const zygote = await zygoteOf(nestFor(launch.app), launch.app);
      return zygote.start({ name, app, args, folder, output });
    },
    processes: () =>
      [...nests.values()].map(({ name, child, restarts, since }) => ({
        name,
        role: "parent",
        port: 0,
        health: { kind: "process" as const },
        identity: child?.identity ?? null,
        restarts: Math.max(restarts, 0),
        since,
      })),
    async stop() {
      const open = [...nests.values()].map(({ zygote }) => zygote);
      nests.clear();
      await Promise.all(open.map(async (zygote) => (await zygote?.catch(() => null))?.stop()));
    },
  };
}
