/** Reads managed rooms: one `/sync` for their state, one `joined_members` each, departures only where a grant is missing. */
import { AppError } from "#core/errors.ts";
import type { RoomId, RoomKey, UserId } from "#core/ids.ts";
import type { Departure, JoinRule, ObservedRoom, ObservedSettings } from "#core/observed.ts";
import { creatorLevel } from "#core/room-levels.ts";
import { type Context, inLanes, rememberMembers } from "./context.ts";
import { creatorsOf } from "./creators.ts";
import { endpoints } from "./endpoints.ts";
import { asList, asNumber, asObject, asText, type Json } from "./json.ts";
import { levelsOf, raisedUsers } from "./levels.ts";
import { needList, needObject, refusedError } from "./refusals.ts";
import { isMastered } from "./regain-room.ts";

/** One event of each per room, with an empty state key. */
const stateTypes = [
  "m.room.name",
  "m.room.topic",
  "m.room.avatar",
  "m.room.canonical_alias",
  "m.room.power_levels",
  "m.room.join_rules",
  "m.room.history_visibility",
  "m.room.guest_access",
  "m.room.encryption",
  "m.room.tombstone",
  "m.room.retention",
] as const;
type SettingType = (typeof stateTypes)[number];

/**
 * State only: no timeline, so no message body ever reaches campus (docs/RULES.md §12.3). Unless members are loaded lazily Synapse reads
 * the membership events of everybody in each room before it leaves them out by their type (1.163.2, `_compute_state_delta_for_full_sync`).
 */
function filterFor(rooms: readonly RoomId[] | null): string {
  return JSON.stringify({
    presence: { types: [] },
    account_data: { types: [] },
    room: {
      ...(rooms === null ? {} : { rooms }),
      timeline: { limit: 0, types: [] },
      ephemeral: { types: [] },
      account_data: { types: [] },
      state: { types: ["m.room.create", ...stateTypes, "m.space.child"], lazy_load_members: true },
    },
  });
}

/** Above this many rooms their names would make the address of the request too long for a proxy (8 kB). */
const roomsNamed = 60;

export type Wanted = readonly { readonly key: RoomKey; readonly roomId: RoomId }[];
export type Granted = (key: RoomKey) => Iterable<UserId>;

/** Rooms that Agent Smith is not in, is not the master of, or that no longer exist, are absent. Agent Smith and the sender never count as members. */
export async function readRooms(context: Context, wanted: Wanted, granted: Granted): Promise<ReadonlyMap<RoomKey, ObservedRoom>> {
  const found = new Map<RoomKey, ObservedRoom>();
  if (wanted.length === 0) return found;
  const states = await readStates(context, null);
  await inLanes(wanted, context.lanes, async ({ key, roomId }) => {
    const state = states.get(roomId);
    if (!state || !isMastered(state, context.agentSmith)) return;
    const members = await readMembers(context, roomId);
    if (!members) return;
    rememberMembers(context.memory, roomId, members);
    const absent = [...granted(key)].filter((user) => !members.has(user));
    const departures = absent.length === 0 ? new Map<UserId, Departure>() : await readDepartures(context, roomId, new Set(absent));
    found.set(key, { ...observeState(roomId, state, context), members, departures });
  });
  return new Map(wanted.flatMap(({ key }) => (found.has(key) ? [[key, found.get(key) as ObservedRoom] as const] : [])));
}

/** The same for a few accounts: one request tells all the rooms of one of them. */
export async function readRoomsOf(
  context: Context,
  users: readonly UserId[],
  wanted: Wanted,
  granted: Granted,
): Promise<ReadonlyMap<RoomKey, ObservedRoom>> {
  const found = new Map<RoomKey, ObservedRoom>();
  if (wanted.length === 0) return found;
  const named = wanted.length <= roomsNamed ? wanted.map(({ roomId }) => roomId) : null;
  const states = await readStates(context, named);
  const joined = new Map<UserId, ReadonlySet<RoomId>>();
  await inLanes(users, context.lanes, async (user) => void joined.set(user, await readJoinedRooms(context, user)));
  await inLanes(wanted, context.lanes, async ({ key, roomId }) => {
    const state = states.get(roomId);
    if (!state || !isMastered(state, context.agentSmith)) return;
    const members = new Set(users.filter((user) => joined.get(user)?.has(roomId)));
    const given = new Set(granted(key));
    const absent = users.filter((user) => given.has(user) && !members.has(user));
    const departures = absent.length === 0 ? new Map<UserId, Departure>() : await readDepartures(context, roomId, new Set(absent));
    found.set(key, { ...observeState(roomId, state, context), members, departures });
  });
  return new Map(wanted.flatMap(({ key }) => (found.has(key) ? [[key, found.get(key) as ObservedRoom] as const] : [])));
}

/** None for an account that doesn't exist. */
async function readJoinedRooms(context: Context, user: UserId): Promise<ReadonlySet<RoomId>> {
  const answer = await context.client.ask(endpoints.joinedRooms, { path: { user } });
  if (answer.status >= 300 && answer.status !== 404) throw refusedError(answer, { request: "read rooms of an account", subject: user });
  const rooms = new Set(answer.status === 404 ? [] : (needList(answer.body, "joined_rooms", "read rooms of an account") as RoomId[]));
  context.memory.people.set(user, rooms);
  return new Set(rooms);
}

/** State events: `type`, `state_key`, `content`, `sender`. */
export type RoomState = readonly Json[];

/**
 * State of every room Agent Smith is in, or of the rooms named. Synapse keeps the answer of a first `/sync` for two minutes under its parameters
 * (1.163.2, `SyncRequestKey`): a timeout never used before, which a first sync ignores, makes it look again.
 */
async function readStates(context: Context, rooms: readonly RoomId[] | null): Promise<ReadonlyMap<string, RoomState>> {
  const query = { filter: filterFor(rooms), set_presence: "offline", timeout: String(freshNumber()) };
  const body = await context.client.get(endpoints.sync, { as: context.agentSmith, query });
  if (asText(body.next_batch) === "") throw new AppError("matrix.not-matrix", { request: "sync", text: "no next_batch in the answer" });
  const joined = asObject(asObject(body.rooms).join);
  return new Map(Object.entries(joined).map(([room, value]) => [room, asList(asObject(asObject(value).state).events).map(asObject)]));
}

let lastNumber = 0;
function freshNumber(): number {
  lastNumber = Math.max(lastNumber + 1, Date.now());
  return lastNumber;
}

async function readMembers(context: Context, room: RoomId): Promise<ReadonlySet<UserId> | null> {
  const answer = await context.client.ask(endpoints.joinedMembers, { path: { room }, as: context.agentSmith });
  // Left or purged between the sync and this request.
  if (answer.status === 403 || answer.status === 404) return null;
  if (answer.status >= 300) throw refusedError(answer, { request: "read members", subject: room });
  const members = new Set(Object.keys(needObject(answer.body, "joined", "read members")) as UserId[]);
  members.delete(context.agentSmith);
  members.delete(context.connector);
  return members;
}

async function readDepartures(context: Context, room: RoomId, absent: ReadonlySet<UserId>): Promise<ReadonlyMap<UserId, Departure>> {
  const query = { not_membership: "join" };
  const body = await context.client.get(endpoints.members, { path: { room }, as: context.agentSmith, query });
  const departures = new Map<UserId, Departure>();
  for (const event of needList(body, "chunk", "read departures").map(asObject)) {
    const user = asText(event.state_key) as UserId;
    const membership = departed[asText(asObject(event.content).membership)];
    if (membership && absent.has(user)) departures.set(user, { membership, by: asText(event.sender) as UserId });
  }
  return departures;
}

/** Memberships of somebody who is not joined. */
export const departed: Readonly<Record<string, Departure["membership"]>> = { leave: "leave", ban: "ban", invite: "invite", knock: "knock" };
const rules: Readonly<Record<string, JoinRule>> = { invite: "invite", restricted: "restricted", public: "public", knock: "knock" };

function contentIn(state: RoomState, type: SettingType): Json {
  return asObject(state.find((event) => event.type === type)?.content);
}

/** What a room's state says. Agent Smith and the sender are left out. */
export function observeState(roomId: RoomId, state: RoomState, context: Context): Omit<ObservedRoom, "members" | "departures"> {
  const contentOf = (type: SettingType) => contentIn(state, type);
  const power = contentOf("m.room.power_levels");
  const levels = new Map(raisedUsers(power));
  for (const creator of creatorsOf(state)) levels.set(creator, creatorLevel);
  levels.delete(context.agentSmith);
  levels.delete(context.connector);
  return {
    roomId,
    name: asText(contentOf("m.room.name").name),
    joinRule: rules[asText(contentOf("m.room.join_rules").join_rule)] ?? "other",
    levels,
    eventsDefault: asNumber(power.events_default, 0),
    children: childrenOf(state),
    settings: settingsOf(contentOf),
  };
}

function settingsOf(contentOf: (type: SettingType) => Json): ObservedSettings {
  const joinRules = contentOf("m.room.join_rules");
  const allows = Array.isArray(joinRules.allow) ? joinRules.allow.map((one) => asText(asObject(one).room_id) as RoomId) : [];
  const retention = contentOf("m.room.retention");
  return {
    topic: textOrNull(contentOf("m.room.topic").topic),
    avatar: textOrNull(contentOf("m.room.avatar").url),
    alias: textOrNull(contentOf("m.room.canonical_alias").alias),
    allows: allows.sort(),
    history: textOrNull(contentOf("m.room.history_visibility").history_visibility) ?? "shared",
    guests: contentOf("m.room.guest_access").guest_access === "can_join",
    encrypted: asText(contentOf("m.room.encryption").algorithm) !== "",
    replacedBy: textOrNull(contentOf("m.room.tombstone").replacement_room) as RoomId | null,
    retention: Object.keys(retention).length === 0 ? null : JSON.stringify(retention),
    levels: levelsOf(contentOf("m.room.power_levels")),
  };
}

function textOrNull(value: unknown): string | null {
  const text = asText(value);
  return text === "" ? null : text;
}

/** An `m.space.child` without `via` is a removed child (Matrix specification, "Spaces"). */
function childrenOf(state: RoomState): ReadonlyMap<RoomId, string> {
  const children = new Map<RoomId, string>();
  for (const event of state) {
    const content = asObject(event.content);
    if (event.type === "m.space.child" && Array.isArray(content.via))
      children.set(asText(event.state_key) as RoomId, asText(content.order));
  }
  return children;
}
