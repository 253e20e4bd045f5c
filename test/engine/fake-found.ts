/** Rooms of the fake server that people made themselves: listed, looked at, taken over. */
import { AppError } from "#core/errors.ts";
import type { RoomAlias, RoomId, UserId } from "#core/ids.ts";
import type { FoundRoom, ListedRoom } from "#core/observed.ts";
import type { HomeserverReader } from "#engine/ports.ts";
import type { FakeRoom } from "./fake-matrix.ts";

export type FoundRooms = Map<RoomId, FoundRoom>;

export function foundReaders(
  found: FoundRooms,
  open: ReadonlyMap<RoomId, FakeRoom>,
  asked: () => void,
): Pick<HomeserverReader, "found" | "everyRoom" | "roomUnder"> {
  return {
    found: async (rooms) => {
      for (const _ of rooms) asked();
      return new Map(
        rooms.flatMap((room) => (found.has(room) ? [[room, asItIs(found.get(room) as FoundRoom, open.get(room))] as const] : [])),
      );
    },
    everyRoom: async () => {
      asked();
      const strangers = [...found.values()].filter(({ room }) => !open.has(room.roomId));
      return [...strangers.map(listed), ...[...open.values()].map(managed)];
    },
    roomUnder: async (alias) => {
      asked();
      return [...found.values()].find(({ room }) => room.settings?.alias === alias)?.room.roomId ?? null;
    },
  };
}

/** Once campus has been in it, the room is no longer what it was. */
function asItIs(found: FoundRoom, room: FakeRoom | undefined): FoundRoom {
  if (room === undefined) return found;
  const { name, members, levels, children, departures } = room;
  const copies = { members: new Set(members), levels: new Map(levels), children: new Map(children), departures: new Map(departures) };
  return { ...found, room: { ...found.room, name, ...copies } };
}

function listed({ isSpace, room: { roomId, name, members, settings } }: FoundRoom): ListedRoom {
  return { roomId, name, alias: settings?.alias ?? null, isSpace, members: members.size };
}

function managed({ roomId, name, alias, members }: FakeRoom): ListedRoom {
  return { roomId, name, alias, isSpace: false, members: members.size + 1 };
}

/** Agent Smith is in; the room is one of his from now on. */
export function takeFound(found: FoundRooms, open: Map<RoomId, FakeRoom>, id: RoomId, alias: RoomAlias): void {
  const one = found.get(id);
  const known = open.get(id);
  if (known !== undefined) return void Object.assign(known, { alias });
  if (one?.reachable !== true) throw new AppError("matrix.forbidden", { subject: id });
  const { roomId, name, members, levels, eventsDefault, children, departures } = one.room;
  open.set(id, {
    roomId,
    alias,
    space: null,
    name,
    joinRule: "invite",
    eventsDefault,
    names: new Map<UserId, string>(),
    members: new Set(members),
    levels: new Map(levels),
    children: new Map(children),
    departures: new Map(departures),
  });
}
