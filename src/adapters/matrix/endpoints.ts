/** Every method and path campus may use on a Matrix server; the internal reverse proxy's allow-list is generated from this table. */

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Who the app service speaks as: its own sender (server administrator), Agent Smith, or the person who joins. */
export type Speaker = "connector" | "agent-smith" | "person";

export interface Endpoint {
  readonly method: Method;
  /** Path template; `{name}` parts are percent-encoded when filled. */
  readonly path: string;
  readonly speaker: Speaker;
  /** Names of the query parameters it may carry besides `user_id`; none when left out. */
  readonly query?: readonly string[];
  /** Sending it twice has the effect of sending it once, so a lost answer may be asked again. */
  readonly repeatable: boolean;
}

const client = "/_matrix/client/v3";
const admin = "/_synapse/admin";

/**
 * Used by every pass. Never a path that gives message bodies or signs somebody in (docs/RULES.md §12.2).
 * `createRoom` is repeatable because it always carries an alias: the second one answers M_ROOM_IN_USE.
 */
export const endpoints = {
  readVersion: { method: "GET", path: `${admin}/v1/server_version`, speaker: "connector", repeatable: true },
  listUsers: {
    method: "GET",
    path: `${admin}/v2/users`,
    speaker: "connector",
    query: ["deactivated", "locked", "guests", "limit", "from", "order_by"],
    repeatable: true,
  },
  readUser: { method: "GET", path: `${admin}/v2/users/{user}`, speaker: "connector", repeatable: true },
  joinedRooms: { method: "GET", path: `${admin}/v1/users/{user}/joined_rooms`, speaker: "connector", repeatable: true },
  writeUser: { method: "PUT", path: `${admin}/v2/users/{user}`, speaker: "connector", repeatable: true },
  listDevices: { method: "GET", path: `${admin}/v2/users/{user}/devices`, speaker: "connector", repeatable: true },
  deleteDevices: { method: "POST", path: `${admin}/v2/users/{user}/delete_devices`, speaker: "connector", repeatable: true },
  deactivateUser: { method: "POST", path: `${admin}/v1/deactivate/{user}`, speaker: "connector", repeatable: true },
  findExternalId: {
    method: "GET",
    path: `${admin}/v1/auth_providers/{provider}/users/{externalId}`,
    speaker: "connector",
    repeatable: true,
  },
  findMail: { method: "GET", path: `${admin}/v1/threepid/email/users/{address}`, speaker: "connector", repeatable: true },
  readRoom: { method: "GET", path: `${admin}/v1/rooms/{room}`, speaker: "connector", repeatable: true },
  /** State only, never a message; asked for rooms that Agent Smith lost. */
  readRoomState: { method: "GET", path: `${admin}/v1/rooms/{room}/state`, speaker: "connector", repeatable: true },
  /** Names and sizes only. */
  listRooms: { method: "GET", path: `${admin}/v1/rooms`, speaker: "connector", query: ["limit", "from", "order_by"], repeatable: true },
  makeRoomAdmin: { method: "POST", path: `${admin}/v1/rooms/{room}/make_room_admin`, speaker: "connector", repeatable: true },
  sync: {
    method: "GET",
    path: `${client}/sync`,
    speaker: "agent-smith",
    query: ["filter", "set_presence", "timeout"],
    repeatable: true,
  },
  joinedMembers: { method: "GET", path: `${client}/rooms/{room}/joined_members`, speaker: "agent-smith", repeatable: true },
  members: {
    method: "GET",
    path: `${client}/rooms/{room}/members`,
    speaker: "agent-smith",
    query: ["not_membership"],
    repeatable: true,
  },
  readState: { method: "GET", path: `${client}/rooms/{room}/state/{type}/{key}`, speaker: "agent-smith", repeatable: true },
  writeState: { method: "PUT", path: `${client}/rooms/{room}/state/{type}/{key}`, speaker: "agent-smith", repeatable: true },
  writeOwnMember: { method: "PUT", path: `${client}/rooms/{room}/state/m.room.member/{user}`, speaker: "person", repeatable: true },
  createRoom: { method: "POST", path: `${client}/createRoom`, speaker: "agent-smith", repeatable: true },
  readAlias: { method: "GET", path: `${client}/directory/room/{alias}`, speaker: "agent-smith", repeatable: true },
  writeAlias: { method: "PUT", path: `${client}/directory/room/{alias}`, speaker: "agent-smith", repeatable: true },
  deleteAlias: { method: "DELETE", path: `${client}/directory/room/{alias}`, speaker: "agent-smith", repeatable: true },
  invite: { method: "POST", path: `${client}/rooms/{room}/invite`, speaker: "agent-smith", repeatable: true },
  kick: { method: "POST", path: `${client}/rooms/{room}/kick`, speaker: "agent-smith", repeatable: true },
  sendMessage: {
    method: "PUT",
    // Text only, and only as Agent Smith: nobody else's words can be made.
    path: `${client}/rooms/{room}/send/m.room.message/{transaction}`,
    speaker: "agent-smith",
    repeatable: true,
  },
  join: { method: "POST", path: `${client}/rooms/{room}/join`, speaker: "person", repeatable: true },
} as const satisfies Record<string, Endpoint>;

/** Used past the reverse proxy, when a platform is born or its token replaced; never reachable through the internal listener. */
export const bootstrapEndpoints = {
  registerAppUser: { method: "POST", path: `${client}/register`, speaker: "connector", repeatable: true },
  registerNonce: { method: "GET", path: `${admin}/v1/register`, speaker: "connector", repeatable: true },
  registerFirst: { method: "POST", path: `${admin}/v1/register`, speaker: "connector", repeatable: false },
  readAdmin: { method: "GET", path: `${admin}/v1/users/{user}/admin`, speaker: "connector", repeatable: true },
  writeAdmin: { method: "PUT", path: `${admin}/v1/users/{user}/admin`, speaker: "connector", repeatable: true },
  signOutAll: { method: "POST", path: `${client}/logout/all`, speaker: "person", repeatable: true },
  overrideLimit: { method: "POST", path: `${admin}/v1/users/{user}/override_ratelimit`, speaker: "connector", repeatable: true },
} as const satisfies Record<string, Endpoint>;

/** Fills a path template; every value is percent-encoded (`+`, `#`, `/` included). */
export function fillPath(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(values[name] ?? ""));
}
