/** Reads managed rooms, their members and departures, by two or three queries for all of them. */
import type { RoomId, RoomKey, UserId } from "#core/ids.ts";
import type { Departure, ObservedRoom } from "#core/observed.ts";
import { type Context, rememberMembers } from "../context.ts";
import type { Json } from "../json.ts";
import { departed, type Granted, observeState, type RoomState, type Wanted } from "../read-rooms.ts";
import { isMastered } from "../regain-room.ts";
import type { AskRows } from "./client.ts";

/** As rooms stood in one instant, nothing remembered yet. */
export interface QueriedRooms {
  readonly rooms: ReadonlyMap<RoomKey, ObservedRoom>;
  /** Rooms with a content that PostgreSQL can't hold (a NUL): the API can. */
  readonly unreadable: Wanted;
}

/** Rooms that Agent Smith is not in, or that no longer exist, are absent. Agent Smith and the sender never count as members. */
export async function queryRooms(context: Context, ask: AskRows, { wanted, granted }: Question): Promise<QueriedRooms> {
  const ids = wanted.map(({ roomId }) => roomId);
  const members = await queryMembers(context, ask, ids);
  const states = await queryStates(ask, ids);
  const absent = new Map(wanted.map(({ key, roomId }) => [roomId, absentees(granted(key), members.get(roomId))]));
  const departures = await queryDepartures(ask, absent);
  const rooms = new Map<RoomKey, ObservedRoom>();
  for (const { key, roomId } of wanted) {
    const [inside, state] = [members.get(roomId), states.read.get(roomId)];
    if (inside === undefined || state === undefined || !isMastered(state, context.agentSmith)) continue;
    rooms.set(key, { ...observeState(roomId, state, context), members: inside, departures: departures.get(roomId) ?? new Map() });
  }
  return { rooms, unreadable: wanted.filter(({ roomId }) => members.has(roomId) && states.unreadable.has(roomId)) };
}

export interface Question {
  readonly wanted: Wanted;
  readonly granted: Granted;
}

export function rememberRooms(context: Context, rooms: ReadonlyMap<RoomKey, ObservedRoom>): void {
  for (const { roomId, members } of rooms.values()) rememberMembers(context.memory, roomId, members);
}

type Members = ReadonlyMap<RoomId, ReadonlySet<UserId>>;

async function queryMembers({ agentSmith, connector }: Context, ask: AskRows, ids: readonly RoomId[]): Promise<Members> {
  const rows = (await ask("SELECT room_id, user_ids FROM campus_observe.joined($1)", [ids])) as readonly (readonly [RoomId, string])[];
  const found = new Map<RoomId, ReadonlySet<UserId>>();
  for (const [room, text] of rows) {
    const users = new Set(text.split("\n") as UserId[]);
    if (!users.delete(agentSmith)) continue;
    users.delete(connector);
    found.set(room, users);
  }
  return found;
}

interface States {
  readonly read: ReadonlyMap<RoomId, RoomState>;
  readonly unreadable: ReadonlySet<RoomId>;
}

async function queryStates(ask: AskRows, ids: readonly RoomId[]): Promise<States> {
  const rows = await ask("SELECT room_id, type, state_key, content, sender FROM campus_observe.state($1)", [ids]);
  const read = new Map<RoomId, Json[]>();
  const unreadable = new Set<RoomId>();
  for (const [room, type, state_key, content, sender] of rows) {
    const id = room as RoomId;
    if (content === null) unreadable.add(id);
    const events = read.get(id);
    const event = { type, state_key, content, sender };
    if (events) events.push(event);
    else read.set(id, [event]);
  }
  return { read, unreadable };
}

function absentees(granted: Iterable<UserId>, members: ReadonlySet<UserId> | undefined): ReadonlySet<UserId> {
  return members === undefined ? new Set() : new Set([...granted].filter((user) => !members.has(user)));
}

type Absent = ReadonlyMap<RoomId, ReadonlySet<UserId>>;

/** Asked for the rooms where a grant is missing, and nothing is asked where there is none. */
async function queryDepartures(ask: AskRows, absent: Absent): Promise<ReadonlyMap<RoomId, ReadonlyMap<UserId, Departure>>> {
  const found = new Map<RoomId, Map<UserId, Departure>>();
  const ids = [...absent].flatMap(([room, users]) => (users.size > 0 ? [room] : []));
  if (ids.length === 0) return found;
  const rows = (await ask("SELECT room_id, user_id, membership, sender FROM campus_observe.departures($1)", [ids])) as readonly Gone[];
  for (const [room, user, text, by] of rows) {
    const membership = departed[text];
    if (!membership || !absent.get(room)?.has(user)) continue;
    const departures = found.get(room) ?? new Map<UserId, Departure>();
    found.set(room, departures.set(user, { membership, by }));
  }
  return found;
}

type Gone = readonly [room: RoomId, user: UserId, membership: string, by: UserId];
