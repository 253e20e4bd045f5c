/** Rooms that were there before campus, taken over and given back: Agent Smith is made their master, and they get campus's own alias. */
import type { RoomAlias, RoomId } from "#core/ids.ts";
import type { Context } from "./context.ts";
import { endpoints } from "./endpoints.ts";
import { asText } from "./json.ts";
import { codeOf, refusedError } from "./refusals.ts";
import { regainRoom } from "./regain-room.ts";

/** Idempotent. Nobody is taken out, and no setting changes. Throws as `regainRoom`. */
export async function adoptRoom(context: Context, room: RoomId, alias: RoomAlias): Promise<void> {
  await regainRoom(context, room);
  const answer = await context.client.ask(endpoints.writeAlias, { path: { alias }, as: context.agentSmith, body: { room_id: room } });
  // Somebody has the alias already: this very room, which is well, or another one, which keeps it.
  if (answer.status >= 300 && codeOf(answer) !== "matrix.conflict") throw refusedError(answer, { request: "add alias", subject: alias });
}

/**
 * The alias says that a room is campus's: left on it, the room would be taken for one that was made and not written down. Where Agent Smith
 * may not remove it he is not the room's master, and it is taken for a stranger's.
 */
export async function releaseRoom(context: Context, room: RoomId, alias: RoomAlias): Promise<void> {
  const found = await context.client.ask(endpoints.readAlias, { path: { alias }, as: context.agentSmith });
  if (found.status === 404 || asText(found.body.room_id) !== room) return;
  const answer = await context.client.ask(endpoints.deleteAlias, { path: { alias }, as: context.agentSmith });
  if (answer.status < 300 || answer.status === 404 || answer.status === 403) return;
  throw refusedError(answer, { request: "remove alias", subject: alias });
}
