/** The simulated server while something happens to it. */
import type { RoomId, RoomKey, UserId } from "#core/ids.ts";
import type {
  Departure,
  FoundRoom,
  JoinRule,
  LostRoom,
  Observed,
  ObservedAccount,
  ObservedRoom,
  ObservedSettings,
} from "#core/observed.ts";

export interface Room {
  roomId: RoomId;
  name: string;
  joinRule: JoinRule;
  members: Set<UserId>;
  levels: Map<UserId, number>;
  eventsDefault: number;
  children: Map<RoomId, string>;
  departures: Map<UserId, Departure>;
  settings?: ObservedSettings;
}

export interface Draft {
  readonly accounts: Map<UserId, ObservedAccount>;
  readonly rooms: Map<RoomKey, Room>;
  /** Rooms that Agent Smith lost, as they are. */
  readonly lost: Map<RoomId, LostRoom & { readonly room?: Room }>;
  /** Rooms that campus doesn't manage. */
  readonly found: Map<RoomId, FoundRoom>;
  /** Names that were looked at, as they are now. */
  readonly names: Map<RoomKey, Map<UserId, string>>;
}

export function draftOf(observed: Observed): Draft {
  const rooms = [...observed.rooms].map(([key, room]) => [key, copyRoom(room)] as const);
  const names = [...(observed.names ?? [])].map(([key, own]) => [key, new Map(own)] as const);
  const found = new Map(observed.found);
  return { accounts: new Map(observed.accounts), rooms: new Map(rooms), lost: new Map(observed.lost), names: new Map(names), found };
}

export function copyRoom(room: ObservedRoom): Room {
  return {
    ...room,
    members: new Set(room.members),
    levels: new Map(room.levels),
    children: new Map(room.children),
    departures: new Map(room.departures),
  };
}

export function roomAt(draft: Draft, key: RoomKey): Room {
  const room = draft.rooms.get(key);
  if (room === undefined) throw new Error(`the scenario speaks of a room that does not exist: ${key}`);
  return room;
}
