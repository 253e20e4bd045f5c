/** What every part of the adapter shares: the client, who speaks, and what was seen and written during this pass. */
import type { RoomId, UserId } from "#core/ids.ts";
import type { MatrixClient } from "./http.ts";

export interface Context {
  readonly client: MatrixClient;
  readonly serverName: string;
  readonly connector: UserId;
  readonly agentSmith: UserId;
  /** `auth_provider` of the external ids campus writes. */
  readonly provider: string;
  readonly roomVersion: string;
  /** Reads sent at the same time. */
  readonly lanes: number;
  /** How often an alias without a usable room is looked at before its creation is held to be dead. */
  readonly claim: { readonly looks: number; readonly pauseMs: number };
  readonly memory: Memory;
}

/** Who is in a room: what the last read saw, corrected by what was written since. */
interface Seen {
  readonly members: ReadonlySet<UserId>;
  readonly joined: Set<UserId>;
  readonly gone: Set<UserId>;
}

export interface Memory {
  /** Accounts of the last complete read with what was written since; null before any. */
  accounts: Set<UserId> | null;
  /** Asked for one by one, and not there. */
  readonly absent: Set<UserId>;
  /** The last complete read found nobody but campus's own two: no address can be anybody's. */
  empty: boolean;
  readonly deactivated: Set<UserId>;
  readonly rooms: Map<RoomId, Seen>;
  /** Rooms of the accounts that were asked about one by one, corrected by what was written since. */
  readonly people: Map<UserId, Set<RoomId>>;
}

export function createMemory(): Memory {
  const byUser = { absent: new Set<UserId>(), deactivated: new Set<UserId>(), people: new Map() };
  return { accounts: null, empty: false, ...byUser, rooms: new Map() };
}

export function rememberMembers(memory: Memory, room: RoomId, members: ReadonlySet<UserId>): void {
  memory.rooms.set(room, { members, joined: new Set(), gone: new Set() });
}

export function rememberJoin(memory: Memory, room: RoomId, user: UserId): void {
  memory.people.get(user)?.add(room);
  const seen = memory.rooms.get(room);
  seen?.gone.delete(user);
  seen?.joined.add(user);
}

export function rememberLeave(memory: Memory, room: RoomId, user: UserId): void {
  memory.people.get(user)?.delete(room);
  const seen = memory.rooms.get(room);
  seen?.joined.delete(user);
  seen?.gone.add(user);
}

/** null when neither the room nor the account was read. */
export function isJoined(memory: Memory, room: RoomId, user: UserId): boolean | null {
  const seen = memory.rooms.get(room);
  if (!seen) return memory.people.get(user)?.has(room) ?? null;
  if (seen.gone.has(user)) return false;
  return seen.joined.has(user) || seen.members.has(user);
}

/** Runs `work` on every item, at most `lanes` at a time; the first failure stops the others from starting. */
export async function inLanes<T>(items: readonly T[], lanes: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async () => {
    while (!failed && next < items.length) {
      const item = items[next++] as T;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
}
