/** A store that may be out of reach for a while, as a database that stops and comes back. */
import { AppError } from "#core/errors.ts";
import type { Store } from "#engine/ports.ts";

export interface Outage {
  down: boolean;
}

/** Nothing gets through while `outage.down`; leases that were taken before go on meanwhile. */
export function flakyStore(store: Store, outage: Outage): Store {
  const guarded = <T extends object>(part: T): T =>
    Object.fromEntries(Object.entries(part).map(([name, method]) => [name, guard(method as (...args: unknown[]) => unknown)])) as T;
  const guard =
    (method: (...args: unknown[]) => unknown) =>
    async (...args: unknown[]): Promise<unknown> => {
      if (outage.down) throw new AppError("store.unreachable", { where: "memory", why: "down" });
      return method(...args);
    };
  const { scim, lock, close, ...rest } = store;
  return {
    ...guarded(rest),
    scim: guarded(scim),
    lock: async (server, owner) => {
      if (outage.down) throw new AppError("store.unreachable", { where: "memory", why: "down" });
      const held = await lock(server, owner);
      return { ...held, store: flakyStore(held.store, outage) };
    },
    close,
  } as Store;
}
