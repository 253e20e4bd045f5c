/** What every step of apply shares: where to write, what has been settled, and whether a change may go now. */
import type { Change } from "#core/change.ts";
import { errorTable } from "#core/errors.ts";
import { weightOf } from "#core/guard-weights.ts";
import type { ChangeKey, Day } from "#core/ids.ts";
import type { LedgerAccount, LedgerWrite } from "#core/ledger.ts";
import type { Reason } from "#core/reason.ts";
import type { Book } from "./book.ts";
import type { Breaker } from "./breaker.ts";
import type { Journal } from "./journal.ts";
import type { Homeserver, Outcome, OutcomeStatus, Refusal } from "./ports.ts";

export interface Acting {
  readonly homeserver: Homeserver;
  readonly journal: Journal;
  readonly book: Book;
  readonly breaker: Breaker;
  readonly today: Day;
  /** Sentence shown to members when they are taken out of a room. */
  readonly say: (reason: Reason) => string;
  readonly needsOf: (change: Change) => readonly ChangeKey[];
  /** Keys of the whole plan, held ones included: a need outside it is already met on the server. */
  readonly planned: ReadonlySet<ChangeKey>;
  readonly settled: Map<ChangeKey, Outcome>;
  readonly report: (change: Change) => void;
  /** An emergency lock may have been ordered since the plan was made: asked before an account is opened again. */
  readonly isLockedDown: (change: Pick<LedgerAccount, "person" | "userId">) => Promise<boolean>;
}

export function settle(act: Acting, change: Change, status: OutcomeStatus, refusal: Refusal | null = null): void {
  const outcome = { key: change.key, kind: change.kind, status, refusal, weight: weightOf(change) };
  act.settled.set(change.key, outcome);
  act.journal.settle(outcome);
  act.report(change);
}

/** True when the change may be sent; otherwise it is settled as skipped: the run stops, or something it needs was not done. */
export function mayGo(act: Acting, change: Change): boolean {
  const stop = act.breaker.stopped();
  if (stop) {
    settle(act, change, "skipped", { code: stop.code, text: stop.message });
    return false;
  }
  const missing = act.needsOf(change).find((key) => act.planned.has(key) && act.settled.get(key)?.status !== "applied");
  if (missing === undefined) return true;
  // The refusal of what is missing explains this one too; a held need has none.
  const cause = act.settled.get(missing)?.refusal;
  settle(act, change, "skipped", cause ? { code: cause.code, text: missing } : null);
  return false;
}

/** Announces writes before a request is sent; they are stored when this resolves. */
export function intend(act: Acting, writes: readonly LedgerWrite[]): Promise<void> {
  act.book.note(writes);
  return act.journal.intend(writes);
}

/** Notes what a request has done; stored with the next transaction. */
export function confirm(act: Acting, writes: readonly LedgerWrite[]): void {
  act.book.note(writes);
  act.journal.confirm(writes);
}

/**
 * Sends one request and settles its change. False when it was refused or did not come through. What was `done` is noted in the same breath
 * as the outcome: in between another lane could have one stored without the other.
 */
export async function attempt(
  act: Acting,
  changes: readonly Change[],
  send: () => Promise<void>,
  done: () => readonly LedgerWrite[],
): Promise<boolean> {
  try {
    await send();
  } catch (error) {
    const refusal = act.breaker.failed(error);
    for (const change of changes) settle(act, change, "failed", refusal);
    return false;
  }
  act.breaker.answered();
  confirm(act, done());
  for (const change of changes) settle(act, change, "applied");
  return true;
}

/** The server's answer to this change was a "no": nothing of it was done, unlike after an upstream failure. */
export function saidNo(act: Acting, change: Change): boolean {
  const refusal = act.settled.get(change.key)?.refusal;
  return refusal != null && errorTable[refusal.code].retry === "never";
}
