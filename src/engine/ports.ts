/** The powers the engine needs from the outside, each as small as it can be. Adapters and fakes implement them. */
import type { Decision, DecisionEnding, DecisionFilter, DecisionName, DecisionRecord } from "#core/decision.ts";
import type { Decisions, Refresh, StructureRefresh } from "#core/decisions.ts";
import type { SourceReading } from "#core/directory.ts";
import type { AppError } from "#core/errors.ts";
import type { ChangeKey, Day } from "#core/ids.ts";
import type { Ledger, LedgerWrite } from "#core/ledger.ts";
import type { Plan } from "#core/plan.ts";
import type { Scope } from "#core/scope.ts";
import type { StandingHold } from "#core/standing.ts";
import type { Outbox } from "./notify-ports.ts";
import type { ReadingStore } from "./reading-store.ts";
import type { Approval, Outcome, Run, RunEnd, RunStart, SavedPlan } from "./run-records.ts";

export type * from "./homeserver-ports.ts";
export type * from "./run-records.ts";
export type * from "./scim-store.ts";

/** A directory to read whole. Any exception discards the whole read: nothing partial ever comes out. */
export interface DirectorySource {
  readonly name: string;
  /** False: a pass goes on without it, and takes back nothing that it alone gives. Absent means true. */
  readonly required?: boolean;
  read(): Promise<SourceReading>;
}

export interface Clock {
  /** Civil day in Europe/Paris. */
  today(): Day;
  /** Instant, ISO 8601 with zone. */
  now(): string;
}

/** When whole passes come round; instants are ISO 8601. */
export interface Schedule {
  /** First time strictly after; null when there is none any more. */
  next(after: string): string | null;
}

/** The right to run the passes of one server: a lease, renewed as long as its holder works. */
export interface ServerLock {
  /** Grows with every lease of this server, whoever took it. */
  readonly fence: number;
  /** The same memory: what it would write is refused with `run.fenced` once somebody else holds the lease. */
  readonly store: Store;
  /** `run.fenced` as soon as the lease is lost, or may be: it was not renewed in time. Nothing may be sent to the server then. */
  lost(): AppError | null;
  release(): Promise<void>;
}

export type { DecisionEnding, DecisionName };

/** Memory of campus. One transaction per call. */
/** Outcomes of a run, as `saveOutcomes` takes them. */
export interface Told {
  readonly runId: string;
  readonly today: Day;
  readonly outcomes: readonly Outcome[];
}

export interface Store extends Outbox, ReadingStore {
  /**
   * Ledger with its guard base computed from rows and from the outcomes of the 7 days up to `today`, and, when `now` (an instant)
   * is given, of those of `today` in runs that had not ended an hour before it.
   */
  loadLedger(server: string, today: Day, now?: string): Promise<Ledger>;
  /** `told`: what became of changes, kept in the same transaction. What was done and what guards count of it never part. */
  writeLedger(server: string, writes: readonly LedgerWrite[], told?: Told): Promise<void>;

  /** Decisions in force on `today`, their last day included. */
  loadDecisions(server: string, today: Day): Promise<Decisions>;
  /** All or none. Each replaces the current decision of its kind and subject, which stays in the history. `at` is the instant of the act. */
  decide(server: string, decisions: readonly Decision[], at: string): Promise<readonly DecisionRecord[]>;
  /** Ends the current decision of that kind and subject; null when there is none. */
  endDecision(server: string, which: DecisionName, end: DecisionEnding): Promise<DecisionRecord | null>;
  /** Newest first, ended and replaced ones included unless `open`. */
  decisionHistory(server: string, filter: DecisionFilter): Promise<readonly DecisionRecord[]>;
  /**
   * Refresh requests that no run has served, now taken by this one. They end when `finishRun` says it is done or held;
   * `only` limits them to these people and structures. Those of a run that failed, was interrupted or died are taken again by the next one, and one made meanwhile waits for it.
   */
  takeRefreshes(
    server: string,
    runId: string,
    only?: Pick<Scope, "people" | "structures">,
  ): Promise<readonly (Refresh | StructureRefresh)[]>;

  startRun(run: RunStart): Promise<Run>;
  /** A run of a part, or one that undoes another, never counts as the first one of its server. */
  finishRun(id: string, end: RunEnd): Promise<void>;
  runs(server: string, limit: number): Promise<readonly Run[]>;
  /**
   * Forgets runs that ended before that instant, with their plans and outcomes; returns how many. The 50 newest of each server stay,
   * those whose plan somebody approved, and those whose reading is kept.
   */
  purgeRuns(before: string): Promise<number>;

  savePlan(runId: string, plan: Plan, savedAt: string): Promise<SavedPlan>;
  /** null when unknown; `plan.forged` when the stored body no longer has its digest. */
  loadPlan(id: string): Promise<SavedPlan | null>;
  latestPlan(server: string): Promise<SavedPlan | null>;
  saveOutcomes(runId: string, today: Day, outcomes: readonly Outcome[]): Promise<void>;
  outcomes(runId: string): Promise<readonly Outcome[]>;
  approve(approval: Approval): Promise<void>;
  approvals(planId: string): Promise<readonly Approval[]>;
  /** A later hold of the same key replaces an earlier one, which stays as history. */
  holdChanges(server: string, holds: readonly StandingHold[]): Promise<void>;
  /** In force at that instant, by key. */
  standingHolds(server: string, now: string): Promise<readonly StandingHold[]>;
  endHolds(server: string, keys: readonly ChangeKey[], at: string): Promise<void>;

  /**
   * The server was made anew: its ledger, guard base, plans and snapshots are forgotten, so that the next pass is a first one. Past runs
   * and human decisions stay. Call it under the server's lock.
   */
  forgetServer(server: string): Promise<void>;

  /** One pass at a time per server: `run.busy` when a living process holds the lease; one that froze loses it when it runs out. */
  lock(server: string, owner: string): Promise<ServerLock>;
  close(): Promise<void>;
}

export type { Progress, Watch } from "./progress.ts";
