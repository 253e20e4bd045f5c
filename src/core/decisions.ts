/** What humans decided: it outlives the machine's own computation. */
import type { ChangeKind } from "./change.ts";
import type { Day, PersonKey, RoomId, RoomKey, StructureKey, UserId } from "./ids.ts";
import type { ProblemCode } from "./problem.ts";

/** Who decided, why, and from when; `until` is the last day on which it holds, null: until somebody ends it. */
export interface Decided {
  readonly by: string;
  readonly reason: string;
  readonly since: Day;
  readonly until: Day | null;
}

/** Forced values; an absent field is not forced. They hold only while the source says active. */
export interface Override extends Decided {
  readonly person: PersonKey;
  readonly displayName?: string;
  readonly mail?: string;
  /** Status can be forced to disabled only, never to active. */
  readonly disabled?: true;
}

/** VIP account: eligible although policy says no, protected from exits, or given extra rooms. */
export interface Exemption extends Decided {
  readonly person: PersonKey;
  readonly eligible: boolean;
  readonly protected: boolean;
  readonly rooms: readonly RoomKey[];
}

/** Decision about one leaving: `cancel` keeps the account open, `move` changes the due day either way. */
export interface LeavingDecision extends Decided {
  readonly person: PersonKey;
  readonly act: "cancel" | "move";
  readonly due: Day | null;
}

/** An immediate lock asked by a person allowed to; holds until lifted. */
export interface EmergencyLock extends Decided {
  readonly person: PersonKey;
}

/** A person's data are to be erased without waiting for the delays: locked at the next pass, erased from the day after once two people approve it. */
export interface Erasure extends Decided {
  readonly person: PersonKey;
}

/** "Témoin": take this person at the next pass. Ends when a pass that took it has ended well. */
export interface Refresh extends Decided {
  readonly person: PersonKey;
}

/** The same for a structure: its rooms, their members and what is listed in them. */
export interface StructureRefresh extends Decided {
  readonly structure: StructureKey;
}

/** A structure whose members are to be found in another one, whatever the directory says. */
export interface Successor extends Decided {
  readonly structure: StructureKey;
  readonly successor: StructureKey;
}

/** A structure that somebody closed, or keeps open, whatever the directory says. */
export interface Closing extends Decided {
  readonly structure: StructureKey;
  readonly act: "close" | "reopen";
}

/** A problem that somebody knows about: counted, no longer listed. `subject` null: every problem of that code. */
export interface IgnoredProblem extends Decided {
  readonly code: ProblemCode;
  readonly subject: string | null;
}

/** Passes plan and apply nothing, or nothing of one kind of change; emergency locks go on. */
export interface Pause extends Decided {
  readonly scope: "everything" | ChangeKind;
}

/** A room that an account was in by other hands, with its level there: given to the account that takes its place. */
export interface CarriedRoom {
  readonly room: RoomKey;
  readonly level: number;
}

/** Two ids of one human: the survivor keeps its account and gets what the absorbed one has; that account leaves. */
export interface Merge extends Decided {
  readonly absorbed: PersonKey;
  readonly survivor: PersonKey;
  readonly rooms: readonly CarriedRoom[];
}

/** Another Matrix id for somebody, after a change of name for instance. */
export interface IdentityMove extends Decided {
  readonly person: PersonKey;
  readonly localpart: string;
  readonly rooms: readonly CarriedRoom[];
}

/** Whether an account that was there before campus is this person's; stands in for the proof that is missing. */
export interface Adoption extends Decided {
  readonly person: PersonKey;
  readonly userId: UserId;
  readonly verdict: "adopt" | "refuse";
}

/** Whether a room that was there before campus is the one of this place: `release` takes an adoption back. */
export interface RoomAdoption extends Decided {
  readonly room: RoomKey;
  readonly roomId: RoomId;
  readonly verdict: "adopt" | "release";
}

/** What a person is called in one room only. */
export interface LocalName extends Decided {
  readonly person: PersonKey;
  readonly room: RoomKey;
  readonly name: string;
}

/** Decisions in force on one day. */
export interface Decisions {
  readonly overrides: ReadonlyMap<PersonKey, Override>;
  readonly exemptions: ReadonlyMap<PersonKey, Exemption>;
  readonly leavings: ReadonlyMap<PersonKey, LeavingDecision>;
  readonly emergencies: ReadonlyMap<PersonKey, EmergencyLock>;
  readonly erasures: ReadonlyMap<PersonKey, Erasure>;
  /** Requests that no pass has served yet. */
  readonly refreshes: ReadonlyMap<PersonKey, Refresh>;
  readonly structureRefreshes: ReadonlyMap<StructureKey, StructureRefresh>;
  readonly successors: ReadonlyMap<StructureKey, Successor>;
  readonly closings: ReadonlyMap<StructureKey, Closing>;
  /** By `ignoredKey`. */
  readonly ignored: ReadonlyMap<string, IgnoredProblem>;
  /** By the absorbed person. */
  readonly merges: ReadonlyMap<PersonKey, Merge>;
  readonly moves: ReadonlyMap<PersonKey, IdentityMove>;
  readonly adoptions: ReadonlyMap<PersonKey, Adoption>;
  /** By the room on the server. */
  readonly roomAdoptions: ReadonlyMap<RoomId, RoomAdoption>;
  /** By `localNameKey`. */
  readonly localNames: ReadonlyMap<string, LocalName>;
  /** Of the whole server. */
  readonly pause: Pause | null;
  readonly pausedKinds: ReadonlyMap<ChangeKind, Pause>;
}

export const noDecisions: Decisions = {
  overrides: new Map(),
  exemptions: new Map(),
  leavings: new Map(),
  emergencies: new Map(),
  erasures: new Map(),
  refreshes: new Map(),
  structureRefreshes: new Map(),
  successors: new Map(),
  closings: new Map(),
  ignored: new Map(),
  merges: new Map(),
  moves: new Map(),
  adoptions: new Map(),
  roomAdoptions: new Map(),
  localNames: new Map(),
  pause: null,
  pausedKinds: new Map(),
};

/** A decision holds through its last day. */
export function isInForce({ until }: Pick<Decided, "until">, today: Day): boolean {
  return until === null || until >= today;
}

/** Author, first day, why and last day of a decision, as parameters of a sentence. */
export function authorship({ by, since, reason, until }: Decided): Readonly<Record<string, string>> {
  return { by, day: since, ...(reason === "" ? {} : { why: reason }), ...(until === null ? {} : { until }) };
}
