/** Room routes of the fake: creation with all its state, aliases, state events, and Agent Smith's `/sync`. */
import { type FakeModel, FakeRefusal, type FakeRoom, setMembership, setState, stateKey } from "./model.ts";
import { hasCreators, needJoined, needStatePower } from "./powers.ts";
import type { FakeRequest } from "./routing.ts";

type Content = Readonly<Record<string, unknown>>;

export function createRoom(model: FakeModel, request: FakeRequest): object {
  const { body, speaker } = request;
  const alias = typeof body.room_alias_name === "string" ? `#${body.room_alias_name}:${model.serverName}` : null;
  if (alias && model.aliases.has(alias)) throw new FakeRefusal(400, "M_ROOM_IN_USE", "Room alias already taken");
  const room: FakeRoom = {
    roomId: `!fake${model.rooms.size + 1}:${model.serverName}`,
    creator: speaker,
    state: new Map(),
    members: new Map(),
    joined: new Set(),
  };
  model.rooms.set(room.roomId, room);
  const put = (type: string, content: Content, key = "") => setState(model, room, { type, key, sender: speaker, content });
  put("m.room.create", { room_version: body.room_version ?? "11", ...(body.creation_content as Content | undefined) });
  setMembership(model, room, { key: speaker, sender: speaker, content: { membership: "join" } });
  put("m.room.power_levels", {
    ...defaultLevels(hasCreators(room) ? null : speaker),
    ...(body.power_level_content_override as Content | undefined),
  });
  put("m.room.join_rules", { join_rule: body.preset === "public_chat" ? "public" : "invite" });
  put("m.room.history_visibility", { history_visibility: "shared" });
  put("m.room.guest_access", { guest_access: "can_join" });
  for (const event of (body.initial_state as readonly { type: string; state_key?: string; content: Content }[] | undefined) ?? []) {
    put(event.type, event.content, event.state_key ?? "");
  }
  for (const key of (body.invite as readonly string[] | undefined) ?? [])
    setMembership(model, room, { key, sender: speaker, content: { membership: "invite" } });
  if (typeof body.name === "string") put("m.room.name", { name: body.name });
  if (typeof body.topic === "string") put("m.room.topic", { topic: body.topic });
  if (alias) {
    model.aliases.set(alias, { roomId: room.roomId, creator: speaker });
    put("m.room.canonical_alias", { alias });
  }
  return { room_id: room.roomId };
}

/** Nobody is named where whoever made the room is above every level. */
function defaultLevels(creator: string | null): Content {
  return {
    users: creator === null ? {} : { [creator]: 100 },
    users_default: 0,
    events_default: 0,
    state_default: 50,
    ban: 50,
    kick: 50,
    redact: 50,
    invite: 0,
    events: {},
  };
}

export function readAlias(model: FakeModel, request: FakeRequest): object {
  const found = model.aliases.get(request.params.alias ?? "");
  if (!found) throw new FakeRefusal(404, "M_NOT_FOUND", "Room alias not found");
  return { room_id: found.roomId, servers: [model.serverName] };
}

export function writeAlias(model: FakeModel, request: FakeRequest): object {
  const alias = request.params.alias ?? "";
  if (model.aliases.has(alias)) throw new FakeRefusal(409, "M_UNKNOWN", "Room alias already exists");
  model.aliases.set(alias, { roomId: String(request.body.room_id), creator: request.speaker });
  return {};
}

export function deleteAlias(model: FakeModel, request: FakeRequest): object {
  const alias = request.params.alias ?? "";
  const found = model.aliases.get(alias);
  if (!found) throw new FakeRefusal(404, "M_NOT_FOUND", "Unknown room alias");
  if (found.creator !== request.speaker && !request.isSender)
    throw new FakeRefusal(403, "M_FORBIDDEN", "You don't have permission to delete the alias.");
  model.aliases.delete(alias);
  return {};
}

export function readState(model: FakeModel, request: FakeRequest): object {
  const room = roomFor(model, request);
  const type = request.params.type ?? "";
  const key = request.params.key ?? "";
  const event = type === "m.room.member" ? room.members.get(key) : room.state.get(stateKey(type, key));
  if (!event) throw new FakeRefusal(404, "M_NOT_FOUND", "Event not found.");
  if (request.query.get("format") !== "event") return event.content;
  return { type, state_key: key, sender: event.sender, content: event.content, event_id: event.eventId, room_id: room.roomId };
}

/** The admin API's list of rooms, in one page. */
export function listRooms(model: FakeModel): object {
  const rooms = [...model.rooms.values()].map((room) => {
    const contentOf = (type: string) => room.state.get(stateKey(type, ""))?.content ?? {};
    return {
      room_id: room.roomId,
      name: contentOf("m.room.name").name ?? null,
      canonical_alias: contentOf("m.room.canonical_alias").alias ?? null,
      joined_members: room.joined.size,
      room_type: contentOf("m.room.create").type ?? null,
    };
  });
  return { rooms, offset: 0, total_rooms: rooms.length };
}

export function adminState(model: FakeModel, request: FakeRequest): object {
  const room = model.rooms.get(request.params.room ?? "");
  if (!room) throw new FakeRefusal(404, "M_NOT_FOUND", "Room not found");
  const events = [...room.state.values(), ...room.members.values()];
  return { state: events.map(({ type, key, sender, content }) => ({ type, state_key: key, sender, content })) };
}

/** The highest local user who is joined gives the same level, and an invitation where the room is not public. */
export function makeRoomAdmin(model: FakeModel, request: FakeRequest): object {
  const room = model.rooms.get(request.params.room ?? "");
  if (!room) throw new FakeRefusal(404, "M_NOT_FOUND", "Unknown room");
  const target = String(request.body.user_id);
  const levels = (room.state.get(stateKey("m.room.power_levels", ""))?.content ?? {}) as { readonly users?: Record<string, number> };
  const ranked = Object.entries(levels.users ?? {}).sort((a, b) => b[1] - a[1]);
  const own = hasCreators(room) && room.joined.has(room.creator) ? [room.creator, 100] : undefined;
  const [chief, level] = (own ?? ranked.find(([user]) => room.joined.has(user)) ?? ["", 0]) as [string, number];
  if (chief === "") throw new FakeRefusal(400, "M_UNKNOWN", "No local admin user in room");
  const raised = { ...levels, users: { ...levels.users, [target]: level } };
  try {
    needStatePower(room, chief, "m.room.power_levels");
  } catch {
    throw new FakeRefusal(400, "M_UNKNOWN", "No local admin user in room with power to update power levels.");
  }
  setState(model, room, { type: "m.room.power_levels", key: "", sender: chief, content: raised });
  const isPublic = room.state.get(stateKey("m.room.join_rules", ""))?.content.join_rule === "public";
  if (!room.joined.has(target) && !isPublic) setMembership(model, room, { key: target, sender: chief, content: { membership: "invite" } });
  return {};
}

/** The same content again is not a new event. */
export function writeState(model: FakeModel, request: FakeRequest): object {
  const room = roomFor(model, request);
  const type = request.params.type ?? "";
  const key = request.params.key ?? "";
  if (type === "m.room.member") return writeMember(model, room, request, key);
  needStatePower(room, request.speaker, type);
  const before = room.state.get(stateKey(type, key));
  if (before && JSON.stringify(before.content) === JSON.stringify(request.body)) return { event_id: before.eventId };
  return { event_id: setState(model, room, { type, key, sender: request.speaker, content: request.body }).eventId };
}

/** Somebody changes what they are called in the room. */
function writeMember(model: FakeModel, room: FakeRoom, request: FakeRequest, key: string): object {
  if (request.speaker !== key || request.body.membership !== "join") throw new FakeRefusal(403, "M_FORBIDDEN", "not your own membership");
  return { event_id: setMembership(model, room, { key, sender: key, content: request.body }).eventId };
}

function roomFor(model: FakeModel, request: FakeRequest): FakeRoom {
  const room = model.rooms.get(request.params.room ?? "");
  if (!room) throw new FakeRefusal(403, "M_FORBIDDEN", `User ${request.speaker} not in room, and room previews are disabled`);
  needJoined(room, request.speaker);
  return room;
}

interface Filter {
  readonly room?: { readonly rooms?: readonly string[]; readonly state?: { readonly types?: readonly string[] } };
}

/** A first sync: state of every joined room, of the types that the filter lets through. */
export function sync(model: FakeModel, request: FakeRequest): object {
  if (request.isSender) throw new FakeRefusal(500, "M_UNKNOWN", "Internal server error");
  const filter = JSON.parse(request.query.get("filter") ?? "{}") as Filter;
  const types = filter.room?.state?.types;
  const join: Record<string, object> = {};
  for (const id of model.joinedRooms.get(request.speaker) ?? []) {
    if (filter.room?.rooms && !filter.room.rooms.includes(id)) continue;
    const events = [...(model.rooms.get(id)?.state.values() ?? [])].filter((event) => !types || types.includes(event.type));
    const state = events.map(({ type, key, sender, content, eventId }) => ({ type, state_key: key, sender, content, event_id: eventId }));
    join[id] = { timeline: { events: [], limited: false }, state: { events: state } };
  }
  return { next_batch: `s${model.events}`, rooms: { join } };
}
