/** Membership routes of the fake: join, invite, kick, ban, leave, with the refusals that Synapse 1.163.2 was seen to give. */
import { type FakeModel, FakeRefusal, type FakeRoom, membershipIn, setMembership } from "./model.ts";
import { joinContent, needActPower, needHigher, needJoined } from "./powers.ts";
import type { FakeRequest } from "./routing.ts";

export function join(model: FakeModel, request: FakeRequest): object {
  const room = model.rooms.get(request.params.room ?? "");
  if (!room) throw new FakeRefusal(404, "M_UNKNOWN", "Can't join remote room because no servers that are in the room have been provided.");
  const user = request.speaker;
  refuseBanned(room, user, "join");
  const before = room.members.get(user);
  if (before?.content.membership === "join") {
    // Repeating a restricted join drops the authorisation: one more event (seen); any other repetition makes none.
    if ("join_authorised_via_users_server" in before.content) {
      setMembership(model, room, { key: user, sender: user, content: { membership: "join", displayname: before.content.displayname } });
    }
    return { room_id: room.roomId };
  }
  setMembership(model, room, { key: user, sender: user, content: joinContent(model, room, user) });
  return { room_id: room.roomId };
}

export function invite(model: FakeModel, request: FakeRequest): object {
  const { room, target } = subject(model, request);
  needJoined(room, request.speaker);
  refuseBanned(room, target, "invite");
  if (room.joined.has(target)) throw new FakeRefusal(403, "M_FORBIDDEN", `${target} is already in the room.`);
  needActPower(room, request.speaker, "invite");
  setMembership(model, room, { key: target, sender: request.speaker, content: { membership: "invite" } });
  return {};
}

export function kick(model: FakeModel, request: FakeRequest): object {
  const { room, target } = subject(model, request);
  needJoined(room, request.speaker);
  refuseBanned(room, target, "kick");
  const membership = membershipIn(room, target);
  if (membership === null || membership === "leave") throw new FakeRefusal(403, "M_FORBIDDEN", "The target user is not in the room");
  needActPower(room, request.speaker, "kick");
  needHigher(room, request.speaker, target);
  setMembership(model, room, { key: target, sender: request.speaker, content: { membership: "leave", ...reasonOf(request) } });
  return {};
}

export function ban(model: FakeModel, request: FakeRequest): object {
  const { room, target } = subject(model, request);
  needJoined(room, request.speaker);
  needActPower(room, request.speaker, "ban");
  needHigher(room, request.speaker, target);
  setMembership(model, room, { key: target, sender: request.speaker, content: { membership: "ban", ...reasonOf(request) } });
  return {};
}

export function leave(model: FakeModel, request: FakeRequest): object {
  const room = model.rooms.get(request.params.room ?? "");
  if (!room) throw new FakeRefusal(404, "M_UNKNOWN", "Not a known room");
  const membership = membershipIn(room, request.speaker);
  if (membership !== "join" && membership !== "invite") throw new FakeRefusal(403, "M_FORBIDDEN", "User not in room");
  setMembership(model, room, { key: request.speaker, sender: request.speaker, content: { membership: "leave" } });
  return {};
}

export function joinedMembers(model: FakeModel, request: FakeRequest): object {
  const room = model.rooms.get(request.params.room ?? "");
  if (!room || !(room.joined.has(request.speaker) || request.isSender)) throw new FakeRefusal(403, "M_FORBIDDEN", "Appservice not in room");
  const joined: Record<string, object> = {};
  for (const user of room.joined) joined[user] = { display_name: model.accounts.get(user)?.displayName ?? null, avatar_url: null };
  return { joined };
}

export function members(model: FakeModel, request: FakeRequest): object {
  const room = model.rooms.get(request.params.room ?? "");
  if (!room) throw new FakeRefusal(403, "M_FORBIDDEN", "not in room");
  needJoined(room, request.speaker);
  const not = request.query.get("not_membership");
  const events = [...room.members.values()].filter((event) => event.content.membership !== not);
  return { chunk: events.map((event) => ({ type: event.type, state_key: event.key, sender: event.sender, content: event.content })) };
}

function subject(model: FakeModel, request: FakeRequest): { room: FakeRoom; target: string } {
  const room = model.rooms.get(request.params.room ?? "");
  if (!room) throw new FakeRefusal(404, "M_UNKNOWN", "Not a known room");
  return { room, target: String(request.body.user_id ?? "") };
}

function refuseBanned(room: FakeRoom, user: string, act: string): void {
  if (membershipIn(room, user) === "ban") throw new FakeRefusal(403, "M_BAD_STATE", `Cannot ${act} user who was banned`);
}

function reasonOf(request: FakeRequest): object {
  return typeof request.body.reason === "string" ? { reason: request.body.reason } : {};
}
