/** Writes of a run into the store, grouped: however many lanes announce something at once, one transaction carries it. */
import type { Day } from "#core/ids.ts";
import type { LedgerWrite } from "#core/ledger.ts";
import type { Outcome, Store } from "./ports.ts";

export interface Journal {
  /** Resolves once these writes, and all confirmations before them, are stored. */
  intend(writes: readonly LedgerWrite[]): Promise<void>;
  /** Resolves once everything confirmed so far is stored. */
  stored(): Promise<void>;
  /** Stored with the next transaction: losing it in a crash loses nothing, the intention is already there. */
  confirm(writes: readonly LedgerWrite[]): void;
  settle(outcome: Outcome): void;
  /** Stores everything still in memory. */
  flush(): Promise<void>;
}

/** Confirmations kept in memory before they are stored without anybody waiting for it. */
const writesPerSave = 1000;

/** Outcomes kept in memory before they ride along with a ledger write; those that sliding guards count never wait. */
const outcomesPerSave = 500;

export interface JournalOf {
  readonly server: string;
  readonly runId: string;
  readonly today: Day;
}

/** A failed transaction fails every later one: nothing may be sent that could not be announced. */
export function openJournal(store: Store, of: JournalOf): Journal {
  let writes: LedgerWrite[] = [];
  let outcomes: Outcome[] = [];
  let everything = false;
  let counted = false;
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;

  async function save(): Promise<void> {
    const batch = writes;
    const settled = everything || counted || outcomes.length >= outcomesPerSave ? outcomes : [];
    writes = [];
    if (settled.length > 0) outcomes = [];
    everything = false;
    counted = false;
    const { runId, today } = of;
    if (batch.length > 0) await store.writeLedger(of.server, batch, { runId, today, outcomes: settled });
    else if (settled.length > 0) await store.saveOutcomes(runId, today, settled);
  }
  function commit(): Promise<void> {
    next ??= last.then(() => {
      next = null;
      last = save();
      return last;
    });
    return next;
  }
  return {
    intend(announced) {
      writes.push(...announced);
      return announced.length > 0 ? commit() : Promise.resolve();
    },
    stored: commit,
    confirm(confirmed) {
      writes.push(...confirmed);
      // A failure is thrown by the next announcement or flush: `last` keeps it.
      if (writes.length >= writesPerSave && next === null) commit().catch(() => {});
    },
    settle(outcome) {
      outcomes.push(outcome);
      if (outcome.weight) counted = true;
    },
    flush() {
      everything = true;
      return commit();
    },
  };
}
