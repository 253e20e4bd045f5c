/** What campus remembers about one server: its accounts, rooms, grants, and what it last applied. */

import type { RoomSetting } from "./change.ts";
import type { Weights } from "./guard-weights.ts";
import type { Day, PersonKey, RoomAlias, RoomId, RoomKey, StructureKey, UserId } from "./ids.ts";

export type AccountState = "open" | "leaving" | "locked" | "deactivated" | "erased";

export type LeavingCause =
  | "announced"
  | "contract-ended"
  | "vanished"
  | "ineligible"
  | "disabled-by-source"
  | "forced"
  | "emergency"
  | "merged"
  | "moved"
  | "undone";

export interface LedgerAccount {
  readonly person: PersonKey;
  readonly userId: UserId;
  /** The write was announced but not yet confirmed: on the next pass an existing account of that id is ours. */
  readonly intended: boolean;
  readonly state: AccountState;
  readonly cause: LeavingCause | null;
  /** First day of the present state. */
  readonly since: Day;
  /** Due day of a leaving. */
  readonly due: Day | null;
  /** Last values written by campus. */
  readonly login: string;
  readonly displayName: string;
  readonly mail: string | null;
}

export interface LedgerRoom {
  readonly key: RoomKey;
  readonly roomId: RoomId;
  readonly alias: RoomAlias;
  readonly name: string;
  /** Source id of the structure, so that a code change keeps room and alias. */
  readonly sourceId: string | null;
  readonly closedSince: Day | null;
  /** It was there before campus. */
  readonly origin?: "adopted";
  /** Settings made by hand that policy accepted: what is expected from then on. Absent when there are none. */
  readonly accepted?: Readonly<Partial<Record<RoomSetting, string>>>;
}

export type GrantOrigin = "given" | "adopted";

/** The record that campus gave this membership or level; only grants are ever taken back. */
export interface Grant {
  readonly userId: UserId;
  readonly level: number;
  readonly origin: GrantOrigin;
  /** False while only announced: the request may or may not have reached the server. */
  readonly confirmed: boolean;
  /** First day on which the membership was no longer desired. */
  readonly lostSince: Day | null;
}

/** The person left by their own act: not re-joined in a non-mandatory room. */
export interface RememberedLeave {
  readonly userId: UserId;
  readonly how: "left" | "kicked" | "banned" | "taken-back";
  readonly day: Day;
}

/** A person absent from every source. */
export interface Absence {
  readonly since: Day;
  /** Complete fresh reads without the person. */
  readonly reads: number;
}

/** A function met in the last applied directory; `missingSince` once it vanished without an end date (LDAP has none). */
export interface SeenFunction {
  readonly person: PersonKey;
  readonly structure: StructureKey;
  readonly code: string;
  readonly missingSince: Day | null;
}

/** The name that campus gave somebody in one room. */
export interface GivenName {
  readonly userId: UserId;
  readonly name: string;
}

/** Totals that guards compare with: the last applied state, and what the last 7 days already did. */
export interface GuardBase {
  readonly applied: boolean;
  readonly open: number;
  readonly grants: number;
  readonly structures: number;
  readonly promoted: number;
  /** What earlier passes applied without an approval: during the last hour of this day, and over the 7 days up to it. */
  readonly hour: Weights;
  readonly week: Weights;
  /** Members with a grant, per structure space. */
  readonly membersByStructure: ReadonlyMap<StructureKey, number>;
  /** Last good counts per source: of people under its name, of structures under `NAME/structures`. */
  readonly sources: ReadonlyMap<string, number>;
}

export interface Ledger {
  readonly accounts: ReadonlyMap<PersonKey, LedgerAccount>;
  readonly rooms: ReadonlyMap<RoomKey, LedgerRoom>;
  readonly grants: ReadonlyMap<RoomKey, ReadonlyMap<UserId, Grant>>;
  readonly leaves: ReadonlyMap<RoomKey, ReadonlyMap<UserId, RememberedLeave>>;
  readonly absences: ReadonlyMap<PersonKey, Absence>;
  readonly functions: readonly SeenFunction[];
  /** Merges that were approved: absorbed → survivor. */
  readonly merges: ReadonlyMap<PersonKey, PersonKey>;
  readonly names: ReadonlyMap<RoomKey, ReadonlyMap<UserId, GivenName>>;
  readonly base: GuardBase;
}

export const emptyBase: GuardBase = {
  applied: false,
  open: 0,
  grants: 0,
  structures: 0,
  promoted: 0,
  hour: new Map(),
  week: new Map(),
  membersByStructure: new Map(),
  sources: new Map(),
};

export const emptyLedger: Ledger = {
  accounts: new Map(),
  rooms: new Map(),
  grants: new Map(),
  leaves: new Map(),
  absences: new Map(),
  functions: [],
  merges: new Map(),
  names: new Map(),
  base: emptyBase,
};

/** One write to the ledger; a plan's bookkeeping and every outcome of apply are made of these. */
export type LedgerWrite =
  | { readonly kind: "account.set"; readonly account: LedgerAccount }
  /** An announced account that the server refused: it is not ours. */
  | { readonly kind: "account.drop"; readonly person: PersonKey }
  | { readonly kind: "room.set"; readonly room: LedgerRoom }
  /** The room is forgotten with its grants, leaves and given names. */
  | { readonly kind: "room.drop"; readonly room: RoomKey }
  /** Room, grants, leaves and given names move to a new key. */
  | { readonly kind: "room.rekey"; readonly before: RoomKey; readonly after: RoomKey }
  | { readonly kind: "grant.set"; readonly room: RoomKey; readonly grant: Grant }
  | { readonly kind: "grant.drop"; readonly room: RoomKey; readonly userId: UserId }
  | { readonly kind: "leave.set"; readonly room: RoomKey; readonly leave: RememberedLeave }
  | { readonly kind: "leave.drop"; readonly room: RoomKey; readonly userId: UserId }
  | { readonly kind: "absence.set"; readonly person: PersonKey; readonly absence: Absence }
  | { readonly kind: "absence.drop"; readonly person: PersonKey }
  | { readonly kind: "function.set"; readonly seen: SeenFunction }
  | { readonly kind: "function.drop"; readonly person: PersonKey; readonly structure: StructureKey; readonly code: string }
  | { readonly kind: "merge.set"; readonly absorbed: PersonKey; readonly survivor: PersonKey }
  | { readonly kind: "merge.drop"; readonly absorbed: PersonKey }
  | { readonly kind: "name.set"; readonly room: RoomKey; readonly given: GivenName }
  | { readonly kind: "name.drop"; readonly room: RoomKey; readonly userId: UserId }
  | { readonly kind: "source.set"; readonly source: string; readonly people: number };
