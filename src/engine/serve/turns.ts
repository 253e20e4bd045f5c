/** Passes of one process take turns, server by server, instead of refusing each other. */
import type { ServerLock, Store } from "../ports.ts";

/** The same store, whose `lock` waits for the passes of this process that came before. Another process's pass is still `run.busy`. */
export function inTurn(store: Store): Store {
  const last = new Map<string, Promise<void>>();
  return {
    ...store,
    lock: async (server, owner): Promise<ServerLock> => {
      const before = last.get(server) ?? Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      last.set(
        server,
        before.then(() => promise),
      );
      await before;
      try {
        const lock = await store.lock(server, owner);
        return { ...lock, release: () => lock.release().finally(resolve) };
      } catch (error) {
        resolve();
        throw error;
      }
    },
  };
}
