/** What the Matrix server says. Only managed rooms are looked into. */
import type { RoomId, RoomKey, UserId } from "./ids.ts";
import type { Problem } from "./problem.ts";
import type { LevelTable } from "./room-levels.ts";

/**
 * Version of the functions by which Synapse's database is read: raised whenever what they give changes, so that an older set is told
 * instead of misread.
 */
export const readFunctionsVersion = 3;

export interface ObservedAccount {
  readonly userId: UserId;
  readonly displayName: string;
  readonly locked: boolean;
  readonly deactivated: boolean;
  readonly erased: boolean;
  /** Found by the server's own search for people; false for the red list. */
  readonly listed: boolean;
  /** By the API, known only for accounts that were asked about (adoption, rotating sample); by the database, for all. */
  readonly details?: { readonly externalIds: readonly string[]; readonly mails: readonly string[] };
}

/** How somebody who had a grant is no longer joined; `by` is the sender of the event. */
export interface Departure {
  readonly membership: "leave" | "ban" | "invite" | "knock";
  readonly by: UserId;
}

export type JoinRule = "invite" | "restricted" | "public" | "knock" | "other";

/** Settings that somebody may have changed by hand; null where nothing is set. */
export interface ObservedSettings {
  readonly topic: string | null;
  readonly avatar: string | null;
  /** Main alias. */
  readonly alias: string | null;
  /** Rooms whose members may join, with the rule `restricted`. */
  readonly allows: readonly RoomId[];
  readonly history: string;
  readonly guests: boolean;
  readonly encrypted: boolean;
  /** The room that a tombstone names. */
  readonly replacedBy: RoomId | null;
  /** Of messages, as the event says it. */
  readonly retention: string | null;
  readonly levels: LevelTable;
}

export interface ObservedRoom {
  readonly roomId: RoomId;
  readonly name: string;
  readonly joinRule: JoinRule;
  readonly members: ReadonlySet<UserId>;
  /** Users above the default level. */
  readonly levels: ReadonlyMap<UserId, number>;
  /** `events_default` of the power levels: 100 in a closed room. */
  readonly eventsDefault: number;
  /** Space children: room id → order string. */
  readonly children: ReadonlyMap<RoomId, string>;
  readonly departures: ReadonlyMap<UserId, Departure>;
  /** Absent: not looked at. */
  readonly settings?: ObservedSettings;
}

/** A room that exists, and that Agent Smith is out of or no longer the master of. */
export interface LostRoom {
  readonly roomId: RoomId;
  /** Somebody in it can give it back to him. */
  readonly restorable: boolean;
}

/** A room of the server's list. */
export interface ListedRoom {
  readonly roomId: RoomId;
  /** Empty where it has none, as conversations of two. */
  readonly name: string;
  /** Main alias. */
  readonly alias: string | null;
  readonly isSpace: boolean;
  readonly members: number;
}

/** A room that campus doesn't manage, looked at because somebody may want it to. */
export interface FoundRoom {
  readonly isSpace: boolean;
  /** Room version, as the event of creation says it. */
  readonly version: string;
  /** Of this server's people somebody in it can make Agent Smith its master, or he is it already. */
  readonly reachable: boolean;
  /** Other servers that have people in it, or made it; in order. */
  readonly servers: readonly string[];
  /** Everything in it; departures of everybody who was. */
  readonly room: ObservedRoom;
}

/** A room as the ledger knows it, to be looked at. */
export interface ManagedRoom {
  readonly key: RoomKey;
  readonly roomId: RoomId;
}

/** Users whose name in a room is asked for. */
export interface NamedRoom extends ManagedRoom {
  readonly users: readonly UserId[];
}

export type NamesInRooms = ReadonlyMap<RoomKey, ReadonlyMap<UserId, string>>;

export interface Observed {
  readonly accounts: ReadonlyMap<UserId, ObservedAccount>;
  /** Managed rooms found; a ledger room absent here no longer exists, or is lost. */
  readonly rooms: ReadonlyMap<RoomKey, ObservedRoom>;
  /** Looked for among the absent ones by whole passes only. */
  readonly lost?: ReadonlyMap<RoomId, LostRoom>;
  /** Rooms that decisions would adopt; absent: nobody looked. One that doesn't exist is not in it. */
  readonly found?: ReadonlyMap<RoomId, FoundRoom>;
  /** Names borne in a room by those who have, or had, a local one there; absent: nobody was looked at. */
  readonly names?: NamesInRooms;
  /** What could not be seen as it should. */
  readonly problems?: readonly Problem[];
}

export const emptyObserved: Observed = { accounts: new Map(), rooms: new Map() };
