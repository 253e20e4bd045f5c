/** Rooms of a scenario that people made themselves: as campus finds them. */
import type { RoomId, UserId } from "#core/ids.ts";
import type { FoundRoom } from "#core/observed.ts";
import { openTable } from "#core/room-levels.ts";
import type { Found } from "./scenario.ts";

const user = (localpart: string): UserId => `@${localpart}:campus.test` as UserId;

/** Made as campus would have, unless told otherwise. */
export function foundRoom(one: Found): FoundRoom {
  const { found, name = found, space = false, version = "11", reachable = true, servers = [], members = [], levels = {}, away = [] } = one;
  const { joinRule = "invite", history = "shared", alias = null, topic = null, encrypted = false, replacedBy = null } = one;
  return {
    isSpace: space,
    version,
    reachable,
    servers,
    room: {
      roomId: found as RoomId,
      name,
      joinRule,
      members: new Set(members.map(user)),
      levels: new Map(Object.entries(levels).map(([who, level]) => [user(who), level])),
      eventsDefault: 0,
      children: new Map((one.children ?? []).map((child) => [child as RoomId, "1"])),
      departures: new Map(away.map((who) => [user(who), { membership: "leave", by: user(who) }])),
      settings: {
        topic,
        avatar: null,
        alias,
        allows: [],
        history,
        guests: false,
        encrypted,
        replacedBy: replacedBy as RoomId | null,
        retention: null,
        levels: openTable({ write: one.write ?? 0, moderate: 50 }),
      },
    },
  };
}
