/** Route table of the fake homeserver: the same paths as Synapse, each counted under its template. */
import * as accounts from "./accounts.ts";
import * as devices from "./devices.ts";
import * as members from "./members.ts";
import * as messages from "./messages.ts";
import type { FakeModel } from "./model.ts";
import * as rooms from "./rooms.ts";

export interface FakeRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** User the request speaks as. */
  readonly speaker: string;
  /** The app service's sender itself. */
  readonly isSender: boolean;
  status: number;
}

export interface Route {
  /** "METHOD /template" */
  readonly name: string;
  readonly admin: boolean;
  readonly run: (model: FakeModel, request: FakeRequest) => object;
}

const client = "/_matrix/client/v3";
const admin = "/_synapse/admin";

const table: Readonly<Record<string, Route["run"]>> = {
  [`POST ${client}/register`]: accounts.registerAppUser,
  [`GET ${admin}/v1/server_version`]: () => ({ server_version: "1.163.2" }),
  [`GET ${admin}/v2/users`]: accounts.listUsers,
  [`GET ${admin}/v2/users/{user}`]: accounts.readUser,
  [`GET ${admin}/v1/users/{user}/joined_rooms`]: accounts.joinedRooms,
  [`PUT ${admin}/v2/users/{user}`]: accounts.writeUser,
  [`GET ${admin}/v2/users/{user}/devices`]: devices.listDevices,
  [`POST ${admin}/v2/users/{user}/delete_devices`]: devices.deleteDevices,
  [`POST ${admin}/v1/deactivate/{user}`]: accounts.deactivateUser,
  [`GET ${admin}/v1/auth_providers/{provider}/users/{externalId}`]: accounts.findExternalId,
  [`GET ${admin}/v1/threepid/email/users/{address}`]: accounts.findMail,
  [`GET ${admin}/v1/rooms`]: rooms.listRooms,
  [`GET ${admin}/v1/rooms/{room}`]: accounts.readRoom,
  [`GET ${admin}/v1/rooms/{room}/state`]: rooms.adminState,
  [`POST ${admin}/v1/rooms/{room}/make_room_admin`]: rooms.makeRoomAdmin,
  [`GET ${client}/sync`]: rooms.sync,
  [`POST ${client}/createRoom`]: rooms.createRoom,
  [`GET ${client}/directory/room/{alias}`]: rooms.readAlias,
  [`PUT ${client}/directory/room/{alias}`]: rooms.writeAlias,
  [`DELETE ${client}/directory/room/{alias}`]: rooms.deleteAlias,
  [`GET ${client}/rooms/{room}/state/{type}/{key}`]: rooms.readState,
  [`PUT ${client}/rooms/{room}/state/{type}/{key}`]: rooms.writeState,
  [`GET ${client}/rooms/{room}/joined_members`]: members.joinedMembers,
  [`GET ${client}/rooms/{room}/members`]: members.members,
  [`PUT ${client}/rooms/{room}/send/m.room.message/{transaction}`]: messages.sendMessage,
  [`GET ${client}/rooms/{room}/messages`]: messages.readMessages,
  [`POST ${client}/rooms/{room}/join`]: members.join,
  [`POST ${client}/rooms/{room}/invite`]: members.invite,
  [`POST ${client}/rooms/{room}/kick`]: members.kick,
  [`POST ${client}/rooms/{room}/ban`]: members.ban,
  [`POST ${client}/rooms/{room}/leave`]: members.leave,
};

interface Pattern {
  readonly route: Route;
  readonly parts: readonly string[];
}

const patterns: readonly Pattern[] = Object.entries(table).map(([name, run]) => {
  const [method = "", path = ""] = name.split(" ");
  return { route: { name, run, admin: path.startsWith(admin) }, parts: [method, ...path.split("/")] };
});

/** null = Synapse would answer M_UNRECOGNIZED. */
export function findRoute(method: string, path: string): { route: Route; params: Record<string, string> } | null {
  const parts = [method, ...path.split("/")];
  for (const pattern of patterns) {
    const params = match(pattern.parts, parts);
    if (params) return { route: pattern.route, params };
  }
  return null;
}

function match(template: readonly string[], parts: readonly string[]): Record<string, string> | null {
  if (template.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const given = parts[index] ?? "";
    if (part.startsWith("{")) params[part.slice(1, -1)] = decodeURIComponent(given);
    else if (part !== given) return null;
  }
  return params;
}
