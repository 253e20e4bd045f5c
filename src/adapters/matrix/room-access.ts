/** Reads and writes single state events of a room as Agent Smith; an event that would not change is not sent. */
import type { RoomId } from "#core/ids.ts";
import type { Context } from "./context.ts";
import { endpoints } from "./endpoints.ts";
import { asObject, type Json } from "./json.ts";
import { refusedError } from "./refusals.ts";
import type { StatePiece } from "./room-state.ts";

/** Content of a state event; null when the room has none. Throws `matrix.forbidden` when Agent Smith is not in the room. */
export async function readState(context: Context, room: RoomId, type: string, key = ""): Promise<Json | null> {
  const answer = await context.client.ask(endpoints.readState, { path: { room, type, key }, as: context.agentSmith });
  if (answer.status === 404) return null;
  if (answer.status >= 300) throw refusedError(answer, { request: `read ${type}`, subject: room });
  return answer.body;
}

export async function writeState(context: Context, room: RoomId, piece: StatePiece): Promise<void> {
  const path = { room, type: piece.type, key: piece.key };
  const answer = await context.client.ask(endpoints.writeState, { path, as: context.agentSmith, body: piece.content });
  if (answer.status >= 300) throw refusedError(answer, { request: `write ${piece.type}`, subject: room });
}

/** Reads first: one request when the content is right already, two otherwise. */
export async function ensureState(context: Context, room: RoomId, piece: StatePiece): Promise<void> {
  const current = await readState(context, room, piece.type, piece.key);
  if (current === null || !sameContent(current, piece.content)) await writeState(context, room, piece);
}

/** Equal whatever the order of keys. */
export function sameContent(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => sameContent(item, other[index]));
  }
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return one === other;
  const [left, right] = [asObject(one), asObject(other)];
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => key in right && sameContent(left[key], right[key]));
}
