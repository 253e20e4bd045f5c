/** Messages of the fake: what Agent Smith writes in the operators' room, once per transaction. */
import { type FakeModel, FakeRefusal, type FakeRoom } from "./model.ts";
import { needJoined } from "./powers.ts";
import type { FakeRequest } from "./routing.ts";

interface FakeMessage {
  readonly event_id: string;
  readonly type: string;
  readonly sender: string;
  readonly content: object;
}

const written = new WeakMap<FakeModel, Map<string, FakeMessage>>();

export function sendMessage(model: FakeModel, request: FakeRequest): object {
  const { room = "", transaction = "" } = request.params;
  needJoined(roomOf(model, room), request.speaker);
  const all = written.get(model) ?? new Map<string, FakeMessage>();
  written.set(model, all);
  const key = `${room} ${request.speaker} ${transaction}`;
  const known = all.get(key);
  const event = known ?? { event_id: `$message${all.size + 1}`, type: "m.room.message", sender: request.speaker, content: request.body };
  all.set(key, event);
  return { event_id: event.event_id };
}

/** Newest first, as `dir=b` asks. */
export function readMessages(model: FakeModel, request: FakeRequest): object {
  needJoined(roomOf(model, request.params.room ?? ""), request.speaker);
  const own = [...(written.get(model) ?? [])].filter(([key]) => key.startsWith(`${request.params.room} `));
  return { chunk: own.map(([, event]) => event).reverse() };
}

function roomOf(model: FakeModel, id: string): FakeRoom {
  const room = model.rooms.get(id);
  if (!room) throw new FakeRefusal(404, "M_NOT_FOUND", "Unknown room");
  return room;
}
