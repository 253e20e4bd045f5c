/** Puts a whole prior state into the fake homeserver at once, without 50,000 requests. */
import { spaceOf, templateOf } from "#core/ids.ts";
import type { ObservedRoom } from "#core/observed.ts";
import type { FreeRoom } from "#sample/free-rooms.ts";
import { addAccount, type FakeModel, type FakeRoom, setMembership, setState } from "../fakes/homeserver/model.ts";
import type { FakeHomeserver } from "../fakes/homeserver/open.ts";
import type { State } from "../scenarios/simulate.ts";

export function seedFake(fake: FakeHomeserver, state: State, free: readonly FreeRoom[]): void {
  const { model, serverName } = fake;
  const agentSmith = `@${fake.agentSmith}:${serverName}`;
  for (const account of state.ledger.accounts.values()) {
    const added = addAccount(model, account.userId, state.observed.accounts.get(account.userId)?.displayName ?? "");
    added.userType = state.observed.accounts.get(account.userId)?.listed === false ? "support" : null;
    added.locked = account.state === "locked";
    added.externalIds = [{ auth_provider: "cas", external_id: account.login }];
    added.threepids = account.mail === null ? [] : [{ medium: "email", address: account.mail }];
  }
  for (const [key, room] of state.observed.rooms) {
    const space = templateOf(key) === "space" ? null : (state.observed.rooms.get(spaceOf(key) ?? key)?.roomId ?? "");
    seedManaged(model, room, space, agentSmith);
  }
  free.forEach((room, index) => {
    seedFree(model, room, `!free${index}:${serverName}`, serverName);
  });
}

function openRoom(model: FakeModel, roomId: string, creator: string, space: boolean): FakeRoom {
  const room: FakeRoom = { roomId, creator, state: new Map(), members: new Map(), joined: new Set() };
  model.rooms.set(roomId, room);
  setState(model, room, {
    type: "m.room.create",
    key: "",
    sender: creator,
    content: { room_version: "11", ...(space ? { type: "m.space" } : {}) },
  });
  return room;
}

/** `space` = the room's own space; null for a space. */
function seedManaged(model: FakeModel, observed: ObservedRoom, space: string | null, agentSmith: string): void {
  const room = openRoom(model, observed.roomId, agentSmith, space === null);
  const put = (type: string, content: Record<string, unknown>, key = "") =>
    setState(model, room, { type, key, sender: agentSmith, content });
  put("m.room.name", { name: observed.name });
  const allow = observed.joinRule === "restricted" ? { allow: [{ type: "m.room_membership", room_id: space }] } : {};
  put("m.room.join_rules", { join_rule: observed.joinRule, ...allow });
  const users = { [agentSmith]: 100, ...Object.fromEntries(observed.levels) };
  putSettings(put, observed, users);
  for (const [child, order] of observed.children) put("m.space.child", { via: [model.serverName], order }, child);
  for (const user of [agentSmith, ...observed.members])
    setMembership(model, room, { key: user, sender: user, content: { membership: "join" } });
}

type Put = (type: string, content: Record<string, unknown>) => unknown;

/** A room of a state is as campus made it; one without settings has levels only. */
function putSettings(put: Put, { settings, eventsDefault }: ObservedRoom, users: Readonly<Record<string, number>>): void {
  if (settings === undefined)
    return void put("m.room.power_levels", { users, users_default: 0, events_default: eventsDefault, state_default: 100 });
  const { room, ...acts } = settings.levels.acts;
  put("m.room.power_levels", { users, ...acts, notifications: { room }, events: settings.levels.events });
  put("m.room.history_visibility", { history_visibility: settings.history });
  put("m.room.guest_access", { guest_access: "forbidden" });
  put("m.room.canonical_alias", { alias: settings.alias });
}

function seedFree(model: FakeModel, free: FreeRoom, roomId: string, serverName: string): void {
  const users = free.members.map((login) => `@${login}:${serverName}`);
  const room = openRoom(model, roomId, users[0] ?? "", free.kind === "space");
  if (free.name !== null) setState(model, room, { type: "m.room.name", key: "", sender: users[0] ?? "", content: { name: free.name } });
  for (const user of users)
    setMembership(model, room, { key: user, sender: user, content: { membership: "join", is_direct: free.kind === "direct" } });
}
