/** Rooms that Agent Smith lost: looked at as the server's administrator, and given back to him where somebody in them can. */
import { AppError } from "#core/errors.ts";
import type { RoomId, UserId } from "#core/ids.ts";
import type { LostRoom } from "#core/observed.ts";
import { campusLevel } from "#core/room-levels.ts";
import { type Context, inLanes } from "./context.ts";
import { creationOf, creatorsOf } from "./creators.ts";
import { endpoints } from "./endpoints.ts";
import { asNumber, asObject, asText, type Json } from "./json.ts";
import { needList, refusedError } from "./refusals.ts";
import { readState } from "./room-access.ts";

/** One request per room; rooms that no longer exist are absent. */
export async function readLost(context: Context, rooms: readonly RoomId[]): Promise<ReadonlyMap<RoomId, LostRoom>> {
  const found = new Map<RoomId, LostRoom>();
  await inLanes(rooms, context.lanes, async (room) => {
    const answer = await context.client.ask(endpoints.readRoomState, { path: { room } });
    if (answer.status === 404) return;
    if (answer.status >= 300) throw refusedError(answer, { request: "read room state", subject: room });
    const state = needList(answer.body, "state", "read room state").map(asObject);
    if (state.length > 0) found.set(room, { roomId: room, restorable: isRestorable(state, context) });
  });
  return new Map(rooms.flatMap((room) => (found.has(room) ? [[room, found.get(room) as LostRoom] as const] : [])));
}

/** Somebody of this server who is in it may write levels as high as Agent Smith's; or he still has his own and the door is open. */
export function isRestorable(state: readonly Json[], context: Context): boolean {
  const contentOf = (type: string, key = "") => asObject(state.find((one) => one.type === type && asText(one.state_key) === key)?.content);
  const users = asObject(contentOf("m.room.power_levels").users);
  const isIn = (user: string) => asText(contentOf("m.room.member", user).membership) === "join";
  const isLocal = (user: string) => user.endsWith(`:${context.serverName}`);
  const creators = Object.keys(users).length === 0 ? [creationOf(state).sender] : creatorsOf(state);
  const raised = Object.keys(users).filter((user) => asNumber(users[user], 0) >= campusLevel);
  const masters = [...raised, ...creators].filter(isLocal);
  if (masters.some(isIn)) return true;
  return masters.includes(context.agentSmith) && asText(contentOf("m.room.join_rules").join_rule) === "public";
}

/**
 * As the server's administrator, makes somebody of level 100 raise and invite Agent Smith, who then joins. Idempotent. Refused as
 * `matrix.forbidden` when he is not at level 100 afterwards.
 */
export async function regainRoom(context: Context, room: RoomId): Promise<void> {
  const raised = await context.client.ask(endpoints.makeRoomAdmin, { path: { room }, body: { user_id: context.agentSmith } });
  if (raised.status >= 500) throw refusedError(raised, { request: "make room administrator", subject: room });
  const joined = await context.client.ask(endpoints.join, { path: { room }, as: context.agentSmith, body: {} });
  if (joined.status >= 300) throw refusedError(raised.status >= 300 ? raised : joined, { request: "regain room", subject: room });
  const levels = await readState(context, room, "m.room.power_levels");
  if (asNumber(asObject(levels?.users)[context.agentSmith], 0) >= campusLevel) return;
  throw new AppError("matrix.forbidden", { request: "regain room", subject: room, text: "nobody in the room can give the level back" });
}

/** Is Agent Smith the room's master? Without levels, its creator is (room version 11). */
export function isMastered(state: readonly Json[], agentSmith: UserId): boolean {
  if (creatorsOf(state).includes(agentSmith)) return true;
  const power = state.find((event) => event.type === "m.room.power_levels");
  return power === undefined || asNumber(asObject(asObject(power.content).users)[agentSmith], 0) >= campusLevel;
}
