/** The powers the engine needs from the outside, each as small as it can be. Adapters and fakes implement them. */
import type { ChangeKind, JoinWay, RoomSetting, RoomSpec, WantedRoom } from "#core/change.ts";
import type { Decision, DecisionEnding, DecisionFilter, DecisionName, DecisionRecord } from "#core/decision.ts";
import type { Decisions, Refresh } from "#core/decisions.ts";
import type { SourceReading } from "#core/directory.ts";
import type { AppError, ErrorCode } from "#core/errors.ts";
import type { GuardName } from "#core/guard-names.ts";
import type { Weight } from "#core/guard-weights.ts";
import type { ChangeKey, Day, PersonKey, RoomId, RoomKey, UserId } from "#core/ids.ts";
import type { Ledger, LedgerWrite } from "#core/ledger.ts";
import type { LostRoom, ManagedRoom, NamedRoom, NamesInRooms, ObservedAccount, ObservedRoom } from "#core/observed.ts";
import type { Plan } from "#core/plan.ts";
import type { Problem } from "#core/problem.ts";
import type { RunDetails } from "#core/run-details.ts";
import type { Scope } from "#core/scope.ts";
import type { StandingHold } from "#core/standing.ts";
import type { Outbox } from "./notify-ports.ts";
import type { ReadingStore } from "./reading-store.ts";

export type * from "./scim-store.ts";

/** A directory to read whole. Any exception discards the whole read: nothing partial ever comes out. */
export interface DirectorySource {
  readonly name: string;
  /** False: a pass goes on without it, and takes back nothing that it alone gives. Absent means true. */
  readonly required?: boolean;
  read(): Promise<SourceReading>;
}

/** Where the server's present state is read. All reads together stay O(rooms) requests. */
export interface HomeserverReader {
  /** Every local account, locked and deactivated ones included; with details where they cost nothing more. */
  accounts(): Promise<ReadonlyMap<UserId, ObservedAccount>>;
  /** The same accounts with their external ids and mails: by the API one request each, so few. */
  details(users: readonly UserId[]): Promise<ReadonlyMap<UserId, ObservedAccount>>;
  /**
   * State of managed rooms. `granted(key)` names the users who should be joined: for those who are not,
   * the room's departures are read too. Rooms that no longer exist are absent from the result.
   */
  rooms(wanted: readonly ManagedRoom[], granted: (key: RoomKey) => Iterable<UserId>): Promise<ReadonlyMap<RoomKey, ObservedRoom>>;
  /**
   * The same rooms for a part of a pass: of their members and departures, only what concerns these accounts is read. One request
   * for the state of the rooms, one per account, one per room that an account should be in and is not. No account: the state alone.
   */
  roomsOf(
    users: readonly UserId[],
    wanted: readonly ManagedRoom[],
    granted: (key: RoomKey) => Iterable<UserId>,
  ): Promise<ReadonlyMap<RoomKey, ObservedRoom>>;
  /** Of these rooms those that exist, though Agent Smith is out of them or not their master: one request each. */
  lost(rooms: readonly RoomId[]): Promise<ReadonlyMap<RoomId, LostRoom>>;
  /** What each of these users is called in each of these rooms, one request each; whoever is not joined is absent. */
  names(wanted: readonly NamedRoom[]): Promise<NamesInRooms>;
  /** Requests sent so far by this reader and its writer. */
  requests(): number;
  /** Statements sent so far to the server's database; 0 where it is not read. */
  queries(): number;
  /** What had to be read in another way than configured, since the last `accounts()`. */
  problems(): readonly Problem[];
}

export interface NewAccount {
  readonly userId: UserId;
  readonly externalId: string;
  readonly displayName: string;
  readonly mail: string | null;
  /** false: hidden from the search for people at once. true never shows an account that is hidden: that is `setListed`. */
  readonly listed: boolean;
}

/** What is known of an account that comes back; whether it is listed has not changed meanwhile. No external id: it was given to somebody else. */
export type KnownAccount = Omit<NewAccount, "listed" | "externalId"> & { readonly externalId: string | null };

/** Every method is idempotent; a refusal is an AppError `matrix.*`. */
export interface AccountWriter {
  create(account: NewAccount): Promise<void>;
  /** Takes over an account proven to be this person's: sets id, name, mail; removes password and foreign links. */
  adopt(account: NewAccount): Promise<void>;
  rename(user: UserId, displayName: string): Promise<void>;
  setMail(user: UserId, mail: string | null): Promise<void>;
  /** Whether the search for people finds the account. */
  setListed(user: UserId, listed: boolean): Promise<void>;
  /** null: the account bears none of our provider any more. */
  setExternalId(user: UserId, externalId: string | null): Promise<void>;
  lock(user: UserId): Promise<void>;
  unlock(user: UserId): Promise<void>;
  /** Deletes every session: an old token is refused for good, also once the account is unlocked. */
  signOut(user: UserId): Promise<void>;
  deactivate(user: UserId): Promise<void>;
  reactivate(account: KnownAccount): Promise<void>;
  erase(user: UserId): Promise<void>;
}

export interface RoomWriter {
  /**
   * One `createRoom` with all initial state. `space` is the room id that restricted join rules allow.
   * The alias is the idempotency key: a room of ours under it is adopted, a stranger's is `matrix.conflict`.
   */
  create(spec: RoomSpec, space: RoomId | null): Promise<RoomId>;
  rename(room: RoomId, name: string): Promise<void>;
  setChild(space: RoomId, child: RoomId, order: string): Promise<void>;
  removeChild(space: RoomId, child: RoomId): Promise<void>;
  /** Read-only, invite-only, renamed. */
  close(room: RoomId, name: string): Promise<void>;
  reopen(room: RoomId, spec: RoomSpec, space: RoomId | null): Promise<void>;
  /** Agent Smith in and at level 100 again, by the hand of somebody who has that level there; `matrix.*` when nobody can. */
  regain(room: RoomId): Promise<void>;
  /** Writes one setting as the specification says, when it is different; people's levels are kept. */
  restore(room: RoomId, wanted: WantedRoom, setting: RoomSetting): Promise<void>;
  /** One power_levels event for the whole batch. */
  setLevels(room: RoomId, levels: ReadonlyMap<UserId, number>): Promise<void>;
}

export type MemberAct =
  | { readonly act: "join"; readonly userId: UserId; readonly way: JoinWay }
  /** Invites and stops there; somebody invited or in already is a success. */
  | { readonly act: "invite"; readonly userId: UserId }
  | { readonly act: "remove"; readonly userId: UserId; readonly why: string };

/** Members of one room, as a batch written in order, so that a faster transport can come later. */
export interface MemberWriter {
  /** In the user's own name, in that room alone; their next global name overwrites it. `matrix.not-found` for who is not joined. */
  rename(room: RoomId, user: UserId, name: string): Promise<void>;
  /** Calls `settled` once per act, in order; a refusal is reported there and does not stop the batch. Upstream failures throw. */
  write(room: RoomId, acts: readonly MemberAct[], settled: (index: number, refusal: Refusal | null) => void): Promise<void>;
}

/** An expected "no" of the server for one item: stops only what depends on it. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly text: string;
}

export interface Homeserver {
  readonly reader: HomeserverReader;
  readonly accounts: AccountWriter;
  readonly rooms: RoomWriter;
  readonly members: MemberWriter;
  close(): Promise<void>;
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

/** What started a run. */
export type Trigger = "command" | "schedule" | "refresh" | "scim" | "undo";

export type RunStatus = "running" | "done" | "held" | "failed" | "interrupted";

export interface Run {
  readonly id: string;
  readonly server: string;
  readonly today: Day;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly by: string;
  readonly trigger: Trigger;
  /** The part that was asked for, as it was asked; null = everything. */
  readonly scope: Scope | null;
  readonly status: RunStatus;
  readonly planId: string | null;
  readonly figures: Readonly<Record<string, number>>;
  readonly details: RunDetails;
  readonly error: { readonly code: ErrorCode; readonly params: Readonly<Record<string, string | number>> } | null;
}

/** A command's run of everything, unless told otherwise. */
export type RunStart = Pick<Run, "server" | "today" | "startedAt" | "by"> &
  Partial<Pick<Run, "trigger" | "scope">> & {
    /** Beside the pass that may be running: it takes no lock and says nothing of that pass. */
    readonly beside?: boolean;
  };
export type RunEnd = Pick<Run, "status" | "endedAt" | "figures" | "error"> & Partial<Pick<Run, "details">>;

export type OutcomeStatus = "applied" | "skipped" | "failed" | "held";
export interface Outcome {
  readonly key: ChangeKey;
  readonly kind: ChangeKind;
  readonly status: OutcomeStatus;
  readonly refusal: Refusal | null;
  /** What sliding guards count it as; absent or null for what they don't count. */
  readonly weight?: Weight | null;
}

export interface SavedPlan {
  readonly id: string;
  readonly sha256: string;
  readonly savedAt: string;
  /** Who started the run that made it. */
  readonly by: string;
  readonly plan: Plan;
}

/** Who released what: whole guards, or single changes by key. `by` is the operating-system user or session; `label` what they typed. */
export interface Approval {
  readonly planId: string;
  readonly by: string;
  readonly label: string;
  readonly comment: string;
  readonly at: string;
  readonly guards: readonly GuardName[];
  readonly keys: readonly ChangeKey[];
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
export interface Store extends Outbox, ReadingStore {
  /**
   * Ledger with its guard base computed from rows and from the outcomes of the 7 days up to `today`, and, when `now` (an instant)
   * is given, of those of `today` in runs that had not ended an hour before it.
   */
  loadLedger(server: string, today: Day, now?: string): Promise<Ledger>;
  writeLedger(server: string, writes: readonly LedgerWrite[]): Promise<void>;

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
   * `people` limits them to these. Those of a run that failed, was interrupted or died are taken again by the next one, and one made meanwhile waits for it.
   */
  takeRefreshes(server: string, runId: string, people?: readonly PersonKey[]): Promise<readonly Refresh[]>;

  startRun(run: RunStart): Promise<Run>;
  /** A run of a part never counts as the first one of its server. */
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
