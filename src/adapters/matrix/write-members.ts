/** Joins people as themselves (masquerading) and takes them out as Agent Smith, one room at a time. */
import { AppError } from "#core/errors.ts";
import type { RoomId, RoomKey, UserId } from "#core/ids.ts";
import type { HomeserverReader, MemberAct, MemberWriter, Refusal } from "#engine/ports.ts";
import { type Context, inLanes, isJoined, rememberJoin, rememberLeave, rememberMembers } from "./context.ts";
import { endpoints } from "./endpoints.ts";
import { asObject, asText, type Json } from "./json.ts";
import { type Answer, codeOf, refusedError } from "./refusals.ts";

export function createMemberWriter(context: Context): MemberWriter {
  return {
    rename: (room, user, name) => rename(context, room, user, name),
    write: async (room, acts, settled) => {
      if (acts.some(({ userId }) => isJoined(context.memory, room, userId) === null)) await lookInside(context, room);
      for (const [index, act] of acts.entries()) {
        settled(index, await carryOut(context, room, act));
      }
    },
  };
}

function carryOut(context: Context, room: RoomId, act: MemberAct): Promise<Refusal | null> {
  switch (act.act) {
    case "join":
      return join(context, room, act);
    case "invite":
      return leaveInvitation(context, room, act.userId);
    case "remove":
      return remove(context, room, act);
    default:
      return act satisfies never;
  }
}

async function leaveInvitation(context: Context, room: RoomId, user: UserId): Promise<Refusal | null> {
  if (context.memory.deactivated.has(user)) return { code: "matrix.forbidden", text: "the account is deactivated" };
  return isJoined(context.memory, room, user) ? null : invite(context, room, user);
}

/** A room neither read nor made in this pass: one request tells who is in it. */
async function lookInside(context: Context, room: RoomId): Promise<void> {
  const answer = await context.client.ask(endpoints.joinedMembers, { path: { room }, as: context.agentSmith });
  if (answer.status < 300) rememberMembers(context.memory, room, new Set(Object.keys(asObject(answer.body.joined)) as UserId[]));
}

/** The person's own member event, with another name and the rest as it was; no other field of a join is theirs to give. */
async function rename(context: Context, room: RoomId, user: UserId, name: string): Promise<void> {
  const { membership, avatar_url: avatar } = await memberContent(context, room, user);
  if (membership !== "join") throw new AppError("matrix.not-found", { request: "rename member", subject: user });
  const body = { membership, displayname: name, ...(typeof avatar === "string" ? { avatar_url: avatar } : {}) };
  const answer = await context.client.ask(endpoints.writeOwnMember, { path: { room, user }, as: user, body });
  if (answer.status >= 300) throw refusedError(answer, { request: "rename member", subject: user });
}

/** Names of users in rooms: those who are not joined are left out. */
export async function readNames(
  context: Context,
  wanted: Parameters<HomeserverReader["names"]>[0],
): Promise<ReadonlyMap<RoomKey, ReadonlyMap<UserId, string>>> {
  const names = new Map<RoomKey, Map<UserId, string>>(wanted.map(({ key }) => [key, new Map()]));
  const asked = wanted.flatMap(({ key, roomId, users }) => users.map((user) => ({ key, roomId, user })));
  await inLanes(asked, context.lanes, async ({ key, roomId, user }) => {
    const { membership, displayname } = await memberContent(context, roomId, user);
    if (membership === "join") names.get(key)?.set(user, asText(displayname));
  });
  return names;
}

type Join = Extract<MemberAct, { act: "join" }>;
type Removal = Extract<MemberAct, { act: "remove" }>;

/**
 * Already in: nothing is sent, because repeating a restricted join makes a second event (seen with Synapse 1.163.2).
 * The server would let a deactivated account join through the app service: it is refused here.
 */
async function join(context: Context, room: RoomId, act: Join): Promise<Refusal | null> {
  const { userId } = act;
  if (isJoined(context.memory, room, userId)) return null;
  if (context.memory.deactivated.has(userId)) return { code: "matrix.forbidden", text: "the account is deactivated" };
  if (act.way === "invite") {
    const invited = await invite(context, room, userId);
    if (invited) return invited;
  }
  const answer = await context.client.ask(endpoints.join, {
    path: { room },
    as: userId,
    body: {},
    settledBefore: () => membershipAnswer(context, room, userId, (membership) => membership === "join"),
  });
  if (answer.status >= 300) return refusal(answer, room, userId);
  rememberJoin(context.memory, room, userId);
  return null;
}

/** A refused invitation of somebody who is in already is no refusal: the join that follows succeeds without an event. */
async function invite(context: Context, room: RoomId, user: UserId): Promise<Refusal | null> {
  const answer = await context.client.ask(endpoints.invite, {
    path: { room },
    as: context.agentSmith,
    body: { user_id: user },
    // Repeated, it would be one more event.
    settledBefore: () => membershipAnswer(context, room, user, (membership) => membership === "invite" || membership === "join"),
  });
  if (answer.status < 300) return null;
  const membership = await membershipOf(context, room, user);
  return membership === "join" || membership === "invite" ? null : refusal(answer, room, user);
}

/** Somebody who is no longer in, or is banned, is out: success. */
async function remove(context: Context, room: RoomId, act: Removal): Promise<Refusal | null> {
  const { userId } = act;
  const answer = await context.client.ask(endpoints.kick, {
    path: { room },
    as: context.agentSmith,
    body: { user_id: userId, reason: act.why },
    settledBefore: () => membershipAnswer(context, room, userId, isOut),
  });
  if (answer.status >= 300) {
    const no = refusal(answer, room, userId);
    if (answer.status !== 403 || !isOut(await membershipOf(context, room, userId))) return no;
  }
  rememberLeave(context.memory, room, userId);
  return null;
}

function isOut(membership: string | null): boolean {
  return membership === null || membership === "leave" || membership === "ban";
}

/** null = never was in the room, or the room can't be read. */
async function membershipOf(context: Context, room: RoomId, user: UserId): Promise<string | null> {
  const { membership } = await memberContent(context, room, user);
  return membership === undefined ? null : asText(membership);
}

/** Empty: never was in the room. */
async function memberContent(context: Context, room: RoomId, user: UserId): Promise<Json> {
  const path = { room, type: "m.room.member", key: user };
  const answer = await context.client.ask(endpoints.readState, { path, as: context.agentSmith });
  if (answer.status === 404) return {};
  if (answer.status >= 300) throw refusedError(answer, { request: "read member", subject: room });
  return answer.body;
}

async function membershipAnswer(
  context: Context,
  room: RoomId,
  user: UserId,
  done: (membership: string | null) => boolean,
): Promise<Answer | null> {
  return done(await membershipOf(context, room, user)) ? { status: 200, body: {} } : null;
}

/** An expected "no" is a value; anything that says the server itself is unwell stops the batch. */
function refusal(answer: Answer, room: RoomId, user: UserId): Refusal {
  const code = codeOf(answer);
  const error = refusedError(answer, { request: "change member", subject: room, user });
  if (code === "matrix.broken" || code === "matrix.limited" || code === "matrix.unauthorized") throw error;
  return { code, text: asText(answer.body.error) || String(answer.status) };
}
