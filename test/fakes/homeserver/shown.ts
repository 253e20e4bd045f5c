/** What a fake homeserver shows, read from its memory: never through campus's adapter. */
import type { ServerShown, ShownRoom } from "../../sample/shown.ts";
import { type FakeRoom, stateKey } from "./model.ts";
import type { FakeHomeserver } from "./open.ts";

export function shownByFake({ model }: FakeHomeserver): ServerShown {
  const accounts = [...model.accounts.values()].map(({ userId, locked, deactivated }) => ({ userId, locked, deactivated }));
  const aliases = new Map([...model.aliases].map(([alias, { roomId }]) => [roomId, alias]));
  const rooms = [...model.rooms.values()].map((room): ShownRoom => {
    const levels = contentOf(room, "m.room.power_levels");
    return {
      roomId: room.roomId,
      alias: aliases.get(room.roomId) ?? null,
      isSpace: contentOf(room, "m.room.create").type === "m.space",
      name: String(contentOf(room, "m.room.name").name),
      joinRule: String(contentOf(room, "m.room.join_rules").join_rule),
      eventsDefault: Number(levels.events_default),
      members: room.joined,
      levels: new Map(Object.entries((levels.users ?? {}) as Record<string, number>)),
    };
  });
  return { accounts, rooms, events: model.events };
}

const contentOf = (room: FakeRoom, type: string): Readonly<Record<string, unknown>> => room.state.get(stateKey(type, ""))?.content ?? {};
