/** Tables of Synapse's schema (94) that reading accounts, rooms and memberships goes through, and the columns that are filled. */
import type { CreateAccount } from "#core/change.ts";
import type { StateEvent } from "./events.ts";

export type Cell = string | number | boolean | null;

export const tables = {
  users: ["name", "creation_ts", "admin", "is_guest", "deactivated", "user_type", "approved"],
  profiles: ["user_id", "full_user_id", "displayname"],
  user_external_ids: ["auth_provider", "external_id", "user_id"],
  user_threepids: ["user_id", "medium", "address", "validated_at", "added_at"],
  rooms: ["room_id", "is_public", "creator", "room_version", "has_auth_chain_index"],
  room_aliases: ["room_alias", "room_id", "creator"],
  room_depth: ["room_id", "min_depth"],
  event_forward_extremities: ["event_id", "room_id"],
  state_groups: ["id", "room_id", "event_id"],
  state_groups_state: ["state_group", "room_id", "type", "state_key", "event_id"],
  event_to_state_groups: ["event_id", "state_group"],
  events: [
    ...["topological_ordering", "event_id", "type", "room_id", "processed", "outlier", "depth", "origin_server_ts", "received_ts"],
    ...["sender", "contains_url", "instance_name", "stream_ordering", "state_key"],
  ],
  event_json: ["event_id", "room_id", "internal_metadata", "json", "format_version"],
  state_events: ["event_id", "room_id", "type", "state_key"],
  current_state_events: ["event_id", "room_id", "type", "state_key", "membership", "event_stream_ordering"],
  room_memberships: ["event_id", "user_id", "sender", "room_id", "membership", "display_name", "event_stream_ordering"],
  local_current_membership: ["room_id", "user_id", "event_id", "membership", "event_stream_ordering"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type TableName = keyof typeof tables;
/** Takes one row, in the order of the columns. */
export type Put = (table: TableName, row: readonly Cell[]) => void;

/** Milliseconds: everything was made at once. */
export const madeAt = 1_787_788_800_000;
/** Room version 4 and newer (Synapse, `EventFormatVersions.ROOM_V4_PLUS`). */
const eventFormat = 3;

export function putAccount(put: Put, account: CreateAccount): void {
  const { userId, login, displayName, mail, listed } = account;
  put("users", [userId, madeAt / 1000, 0, 0, 0, listed ? null : "support", true]);
  put("profiles", [userId.slice(1, userId.indexOf(":")), userId, displayName]);
  put("user_external_ids", ["cas", login, userId]);
  if (mail !== null) put("user_threepids", [userId, "email", mail.toLowerCase(), madeAt, madeAt]);
}

/** What tells one room from the others in the tables. */
export interface RoomPlace {
  readonly room: string;
  readonly stateGroup: number;
}

/** `order` is its place among all events of the server. */
export function putEvent(put: Put, event: StateEvent, { room, stateGroup }: RoomPlace, order: number): void {
  const { id, type, key, sender, depth, content, json } = event;
  const membership = type === "m.room.member" ? String(content.membership) : null;
  put("events", [depth, id, type, room, true, false, depth, madeAt, madeAt, sender, false, "master", order, key]);
  put("event_json", [id, room, "{}", json, eventFormat]);
  put("state_events", [id, room, type, key]);
  put("current_state_events", [id, room, type, key, membership, order]);
  put("state_groups_state", [stateGroup, room, type, key, id]);
  put("event_to_state_groups", [id, stateGroup]);
  if (membership === null) return;
  put("room_memberships", [id, key, sender, room, membership, String(content.displayname ?? ""), order]);
  put("local_current_membership", [room, key, id, membership, order]);
}
