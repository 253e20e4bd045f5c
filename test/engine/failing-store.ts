/** A store of which one transaction fails, or all from one on: before it did anything, or after, its answer lost. */
import { AppError } from "#core/errors.ts";
import type { Store } from "#engine/ports.ts";
import { underLock } from "./kill.ts";

/** What passes write: each call is one transaction. */
const transactions = [
  "startRun",
  "finishRun",
  "saveSnapshot",
  "savePlan",
  "approve",
  "writeLedger",
  "saveOutcomes",
  "takeRefreshes",
  "decide",
  "endDecision",
  "holdChanges",
  "endHolds",
] as const satisfies readonly (keyof Store)[];

export interface Failure {
  /** Number of the transaction, 1 = the first. */
  readonly at: number;
  readonly lasts: boolean;
  /** Whether the transaction is done all the same. */
  readonly effect: boolean;
}

export interface FailingStore {
  readonly store: Store;
  /** Transactions begun so far, by name. */
  readonly begun: string[];
}

type Call = (...args: readonly never[]) => Promise<unknown>;

/** No failure: it only counts. */
export function failing(real: Store, failure: Failure | null): FailingStore {
  const begun: string[] = [];
  const wrapped = transactions.map((name) => {
    const call: Call = async (...args) => {
      begun.push(name);
      const fails = failure !== null && (failure.lasts ? begun.length >= failure.at : begun.length === failure.at);
      if (!fails || failure.effect) {
        const answer = await (real[name] as Call)(...args);
        if (!fails) return answer;
      }
      throw new AppError("store.unreachable", { transaction: name });
    };
    return [name, call];
  });
  return { store: underLock(real, Object.fromEntries(wrapped) as Partial<Store>), begun };
}

/** The store of a process that may die: nothing is written from then on. */
export function whileAlive(real: Store, isAlive: () => boolean, Death: new () => Error): Store {
  const wrapped = transactions.map((name) => {
    const call: Call = (...args) => (isAlive() ? (real[name] as Call)(...args) : Promise.reject(new Death()));
    return [name, call];
  });
  return underLock(real, Object.fromEntries(wrapped) as Partial<Store>);
}
