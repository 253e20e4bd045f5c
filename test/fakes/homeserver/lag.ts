/** Reads that are behind writes, as those of a Synapse worker whose replication is late: each answer is true, of an earlier moment. */
import type { FakeModel } from "./model.ts";

export interface Lag {
  /** How many writes reads are behind; 0 = none, Infinity = as it is now, whatever comes. */
  behind(writes: number): void;
}

export interface LaggingModel extends Lag {
  /** What this request sees. */
  seenBy(method: string | undefined): FakeModel;
  /** A write was done. */
  written(): void;
}

export function lagging(model: FakeModel): LaggingModel {
  let behind = 0;
  /** Oldest first: the model as it was `behind` writes ago, and since. */
  let past: FakeModel[] = [];
  return {
    behind(writes) {
      behind = writes;
      past = writes === 0 ? [] : [structuredClone(model)];
    },
    seenBy: (method) => (method === "GET" ? (past[0] ?? model) : model),
    written() {
      if (behind === 0 || behind === Number.POSITIVE_INFINITY) return;
      past.push(structuredClone(model));
      if (past.length > behind + 1) past.shift();
    },
  };
}
