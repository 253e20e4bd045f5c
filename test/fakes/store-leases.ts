/** Leases in memory: their numbers grow, and a store given with an older one writes nothing. */
import { AppError } from "#core/errors.ts";
import type { ServerLock, Store } from "#engine/ports.ts";
import type { MemoryStore } from "./store.ts";

interface Lease {
  readonly fence: number;
  readonly owner: string;
  readonly held: boolean;
}

const writes = [
  "writeLedger",
  "startRun",
  "finishRun",
  "savePlan",
  "saveOutcomes",
  "approve",
  "saveSnapshot",
  "takeRefreshes",
  "forgetServer",
] as const satisfies readonly (keyof Store)[];

export function openMemoryLeases(store: () => Store): Pick<MemoryStore, "lock" | "expire"> {
  const leases = new Map<string, Lease>();
  const end = (server: string, fence: number): void => {
    const lease = leases.get(server);
    if (lease?.fence === fence) leases.set(server, { ...lease, held: false });
  };
  return {
    expire: async (server) => end(server, leases.get(server)?.fence ?? 0),
    lock: async (server, owner): Promise<ServerLock> => {
      const before = leases.get(server);
      if (before?.held) throw new AppError("run.busy", { server, owner: before.owner, pid: process.pid, since: "" });
      const fence = (before?.fence ?? 0) + 1;
      leases.set(server, { fence, owner, held: true });
      const lost = () => (leases.get(server)?.fence === fence ? null : new AppError("run.fenced", { server, fence }));
      return { fence, store: fenced(store(), lost), lost, release: async () => end(server, fence) };
    },
  };
}

function fenced(store: Store, lost: ServerLock["lost"]): Store {
  const guarded = writes.map((name) => {
    const write = async (...args: readonly never[]): Promise<unknown> => {
      const error = lost();
      if (error) throw error;
      return (store[name] as (...given: readonly never[]) => Promise<unknown>)(...args);
    };
    return [name, write];
  });
  return { ...store, ...Object.fromEntries(guarded) };
}
