/** Rooms that campus doesn't manage: the list of them all, and a close look at a few that somebody may want it to. */
import type { RoomAlias, RoomId, UserId } from "#core/ids.ts";
import type { Departure, FoundRoom, ListedRoom } from "#core/observed.ts";
import { type Context, inLanes } from "./context.ts";
import { creationOf, versionOf } from "./creators.ts";
import { endpoints } from "./endpoints.ts";
import { asNumber, asObject, asText, type Json } from "./json.ts";
import { departed, observeState } from "./read-rooms.ts";
import { needList, refusedError } from "./refusals.ts";
import { isMastered, isRestorable } from "./regain-room.ts";

const pageSize = 1000;

/** Every room that somebody of this server is in, spaces and private ones included. */
export async function listRooms(context: Context): Promise<readonly ListedRoom[]> {
  const found = new Map<RoomId, ListedRoom>();
  let total = 1;
  for (let from = 0; from < total; from += pageSize) {
    const query = { limit: String(pageSize), from: String(from), order_by: "name" };
    const page = await context.client.get(endpoints.listRooms, { query });
    total = asNumber(page.total_rooms, 0);
    for (const entry of needList(page, "rooms", "list rooms").map(asObject)) {
      const room = listed(entry);
      if (room.members > 0) found.set(room.roomId, room);
    }
  }
  return [...found.values()];
}

function listed(entry: Json): ListedRoom {
  return {
    roomId: asText(entry.room_id) as RoomId,
    name: asText(entry.name),
    alias: asText(entry.canonical_alias) || null,
    isSpace: entry.room_type === "m.space",
    members: asNumber(entry.joined_members, 0),
  };
}

/** null: no room has the alias. */
export async function roomUnder(context: Context, alias: RoomAlias): Promise<RoomId | null> {
  const answer = await context.client.ask(endpoints.readAlias, { path: { alias }, as: context.agentSmith });
  // An alias that is none, or of a server that can't be asked.
  if (answer.status === 400 || answer.status === 404) return null;
  if (answer.status >= 300) throw refusedError(answer, { request: "resolve alias", subject: alias });
  return asText(answer.body.room_id) as RoomId;
}

/** One request per room; those that don't exist are absent. */
export async function readFound(context: Context, rooms: readonly RoomId[]): Promise<ReadonlyMap<RoomId, FoundRoom>> {
  const found = new Map<RoomId, FoundRoom>();
  await inLanes(rooms, context.lanes, async (room) => {
    const answer = await context.client.ask(endpoints.readRoomState, { path: { room } });
    if (answer.status === 404 || answer.status === 400) return;
    if (answer.status >= 300) throw refusedError(answer, { request: "read room state", subject: room });
    const state = needList(answer.body, "state", "read room state").map(asObject);
    if (state.length > 0) found.set(room, describe(context, room, state));
  });
  return new Map(rooms.flatMap((room) => (found.has(room) ? [[room, found.get(room) as FoundRoom] as const] : [])));
}

function describe(context: Context, roomId: RoomId, state: readonly Json[]): FoundRoom {
  const created = creationOf(state);
  const { members, departures } = peopleIn(state);
  const isOwn = members.delete(context.agentSmith) && isMastered(state, context.agentSmith);
  members.delete(context.connector);
  return {
    isSpace: created.content.type === "m.space",
    version: versionOf(created),
    reachable: isOwn || isRestorable(state, context),
    servers: otherServers(context, [created.sender, ...members]),
    room: { ...observeState(roomId, state, context), members, departures },
  };
}

interface People {
  readonly members: Set<UserId>;
  readonly departures: Map<UserId, Departure>;
}

function peopleIn(state: readonly Json[]): People {
  const people: People = { members: new Set(), departures: new Map() };
  for (const { type, state_key, content, sender } of state) {
    if (type !== "m.room.member") continue;
    const user = asText(state_key) as UserId;
    const membership = asText(asObject(content).membership);
    const gone = departed[membership];
    if (membership === "join") people.members.add(user);
    else if (gone !== undefined) people.departures.set(user, { membership: gone, by: asText(sender) as UserId });
  }
  return people;
}

function otherServers({ serverName }: Context, users: readonly UserId[]): readonly string[] {
  const servers = new Set(users.map((user) => user.slice(user.indexOf(":") + 1)));
  servers.delete(serverName);
  return [...servers].sort();
}
