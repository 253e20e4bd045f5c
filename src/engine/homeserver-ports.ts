/** The Matrix server as a pass reads and writes it. */
import type { JoinWay, RoomSetting, RoomSpec, WantedRoom } from "#core/change.ts";
import type { ErrorCode } from "#core/errors.ts";
import type { RoomAlias, RoomId, RoomKey, UserId } from "#core/ids.ts";
import type {
  FoundRoom,
  ListedRoom,
  LostRoom,
  ManagedRoom,
  NamedRoom,
  NamesInRooms,
  ObservedAccount,
  ObservedRoom,
} from "#core/observed.ts";
import type { Problem } from "#core/problem.ts";

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
  /** Rooms that campus doesn't manage, looked at closely, one request each; those that don't exist are absent. */
  found(rooms: readonly RoomId[]): Promise<ReadonlyMap<RoomId, FoundRoom>>;
  /** Every room of the server that somebody is in, managed or not, one request per thousand. */
  everyRoom(): Promise<readonly ListedRoom[]>;
  /** The room under an alias; null when there is none. */
  roomUnder(alias: RoomAlias): Promise<RoomId | null>;
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
  /** Takes over a room of people: Agent Smith as with `regain`, and campus's alias where nobody has it. Nothing else changes. */
  adopt(room: RoomId, alias: RoomAlias): Promise<void>;
  /** Takes campus's alias off a room that is given back to its people, where it has it. Nothing else changes. */
  release(room: RoomId, alias: RoomAlias): Promise<void>;
  /** Names the space in a room that campus didn't make; sent when it is not there yet. */
  setParent(room: RoomId, space: RoomId): Promise<void>;
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
