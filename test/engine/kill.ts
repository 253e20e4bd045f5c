/** A crash inside one process: from the n-th write on, nothing reaches the fake server nor the store. */
import type { Store } from "#engine/ports.ts";
import type { FakeMatrix } from "./fake-matrix.ts";

export class Killed extends Error {}

export interface Death {
  readonly at: number;
  /** Whether the write during which the process dies still takes effect. */
  readonly effect: boolean;
}

/** The store to give to the pass that dies. */
export function killAt(matrix: FakeMatrix, store: Store, { at, effect }: Death): Store {
  let count = 0;
  const check = (on: boolean) => () => {
    if (on) count += 1;
    if (count > at || (count === at && on)) throw new Killed();
  };
  matrix.onWrite = check(!effect);
  matrix.onDone = check(effect);
  const alive = async (): Promise<void> => {
    if (count >= at) throw new Killed();
  };
  return underLock(store, {
    writeLedger: (server, writes, told) => alive().then(() => store.writeLedger(server, writes, told)),
    saveOutcomes: (runId, today, outcomes) => alive().then(() => store.saveOutcomes(runId, today, outcomes)),
    finishRun: (id, end) => alive().then(() => store.finishRun(id, end)),
  });
}

/** The store with some methods replaced, also as passes get it with their lease. */
export function underLock(store: Store, methods: Partial<Store>): Store {
  const changed: Store = {
    ...store,
    ...methods,
    lock: async (server, owner) => {
      const lock = await store.lock(server, owner);
      return { ...lock, store: { ...lock.store, ...methods } };
    },
  };
  return changed;
}

export function revive(matrix: FakeMatrix): void {
  matrix.onWrite = () => {};
  matrix.onDone = () => {};
}
