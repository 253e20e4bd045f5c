/** Carries out the allowed changes of one plan, phase by phase; a failure stops only what depends on it. */
import type { Change } from "#core/change.ts";
import type { AppError } from "#core/errors.ts";
import type { ChangeKey } from "#core/ids.ts";
import type { Ledger, LedgerWrite } from "#core/ledger.ts";
import { type Phase, phases } from "#core/order.ts";
import type { Plan } from "#core/plan.ts";
import type { Reason } from "#core/reason.ts";
import { type Acting, intend } from "./acting.ts";
import { applyAccounts } from "./apply-accounts.ts";
import { applyLevels, applyMembers } from "./apply-members.ts";
import { applyNames } from "./apply-names.ts";
import { applyClosings, applyKeys, applyReleases, applyRooms } from "./apply-rooms.ts";
import { openBook } from "./book.ts";
import { openBreaker } from "./breaker.ts";
import { isLockedDown } from "./emergency.ts";
import type { EmergencyFile } from "./emergency-ports.ts";
import { openJournal } from "./journal.ts";
import { changesOf } from "./phases.ts";
import type { Clock, Homeserver, Outcome, Store, Watch } from "./ports.ts";

export interface ApplyDeps {
  readonly homeserver: Homeserver;
  readonly store: Store;
  readonly watch: Watch;
  readonly say: (reason: Reason) => string;
  readonly signal: AbortSignal | null;
  readonly lost?: () => AppError | null;
  readonly needsOf: (change: Change) => readonly ChangeKey[];
  readonly clock: Clock;
  readonly kept?: EmergencyFile;
}

export interface ApplyInput {
  readonly runId: string;
  readonly plan: Plan;
  readonly ledger: Ledger;
  /** Keys that may be carried out; everything else of the plan is left alone. */
  readonly allowed: ReadonlySet<ChangeKey>;
}

export interface Applied {
  readonly outcomes: ReadonlyMap<ChangeKey, Outcome>;
  /** Why the run stopped before its end: `run.interrupted` (resumable) or `matrix.unauthorized`. */
  readonly stopped: AppError | null;
}

/**
 * New keys first, then the plan's bookkeeping, which speaks of them and tells what was seen whatever comes of the changes;
 * then the phases. Throws what the store throws: nothing is sent that could not be announced.
 */
export async function applyPlan(deps: ApplyDeps, input: ApplyInput): Promise<Applied> {
  const changes = input.plan.changes.filter((change) => input.allowed.has(change.key));
  const act = openActing(deps, input, changes.length);
  for (const phase of phases) {
    await applyPhase(act, phase, changes);
    if (phase === "keys") await intend(act, bookkeepingOf(act, input.plan));
    await act.journal.flush();
  }
  return { outcomes: act.settled, stopped: act.breaker.stopped() };
}

/** What speaks of a key that was not given, or of a room that was not taken over, is left for a later pass. */
function bookkeepingOf(act: Acting, plan: Plan): LedgerWrite[] {
  const waiting = new Set<unknown>();
  for (const change of changesOf("keys", plan.changes))
    if ("room" in change && act.settled.get(change.key)?.status !== "applied") waiting.add(change.room);
  return plan.bookkeeping.filter((write) => !("room" in write) || !waiting.has(write.kind === "room.set" ? write.room.key : write.room));
}

function openActing(deps: ApplyDeps, { runId, plan, ledger }: ApplyInput, total: number): Acting {
  let done = 0;
  return {
    homeserver: deps.homeserver,
    journal: openJournal(deps.store, { server: plan.server, runId, today: plan.today }),
    book: openBook(ledger),
    breaker: openBreaker(deps.signal, deps.lost),
    today: plan.today,
    say: deps.say,
    needsOf: deps.needsOf,
    planned: new Set(plan.changes.map((change) => change.key)),
    isLockedDown: (account) => isLockedDown({ ...deps, server: plan.server, kept: deps.kept }, account),
    settled: new Map(),
    report(change) {
      done += 1;
      deps.watch({ at: "applying", done, total, last: change.kind });
    },
  };
}

async function applyPhase(act: Acting, phase: Phase, changes: readonly Change[]): Promise<void> {
  switch (phase) {
    case "keys":
      return applyKeys(act, changesOf(phase, changes));
    case "structures":
    case "children":
      return applyRooms(act, changesOf(phase, changes));
    case "closings":
      return applyClosings(act, changesOf(phase, changes));
    case "accounts":
    case "exits":
      return applyAccounts(act, changesOf(phase, changes));
    case "joins":
    case "removals":
      return applyMembers(act, changesOf(phase, changes));
    case "levels":
      return applyLevels(act, changesOf(phase, changes));
    case "names":
      return applyNames(act, changesOf(phase, changes));
    case "releases":
      return applyReleases(act, changesOf(phase, changes));
    default:
      return phase satisfies never;
  }
}
