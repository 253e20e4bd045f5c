/** A Matrix server in memory behind the engine's ports: join rules, bans, kicks, and a hook that can fail or kill any request. */
import type { RoomSpec } from "#core/change.ts";
import { AppError } from "#core/errors.ts";
import type { RoomAlias, RoomId, UserId } from "#core/ids.ts";
import type { Departure, ObservedAccount, ObservedRoom } from "#core/observed.ts";
import type { Homeserver, KnownAccount } from "#engine/ports.ts";
import { type FoundRooms, foundReaders, takeFound } from "./fake-found.ts";
import { memberPart } from "./fake-members.ts";

export interface FakeRoom {
  readonly roomId: RoomId;
  readonly alias: RoomAlias;
  readonly space: RoomId | null;
  name: string;
  joinRule: RoomSpec["joinRule"];
  eventsDefault: number;
  readonly names: Map<UserId, string>;
  readonly members: Set<UserId>;
  readonly levels: Map<UserId, number>;
  readonly children: Map<RoomId, string>;
  readonly departures: Map<UserId, Departure>;
}

export interface FakeRequest {
  readonly what: string;
  readonly room: RoomId | null;
  readonly user: UserId | null;
}

export interface FakeMatrix extends Homeserver {
  readonly people: Map<UserId, ObservedAccount & { externalId: string | null; mail: string | null }>;
  readonly open: Map<RoomId, FakeRoom>;
  /** Rooms that Agent Smith lost; true: somebody in them can give them back to him. */
  readonly strayed: Map<RoomId, boolean>;
  /** Rooms that people made themselves. */
  readonly found: FoundRooms;
  /** Every write in the order it was begun. */
  readonly written: FakeRequest[];
  /** Called before each write takes effect; what it throws is what the adapter throws. */
  onWrite: (request: FakeRequest) => void;
  /** Called after each write took effect. */
  onDone: (request: FakeRequest) => void;
  /** The most writes seen at the same time: on the server, and on one room. */
  readonly peak: { all: number; room: number };
}

export { smith } from "./fake-members.ts";

export function openFakeMatrix(): FakeMatrix {
  const people: FakeMatrix["people"] = new Map();
  const open: FakeMatrix["open"] = new Map();
  const [strayed, found] = [new Map<RoomId, boolean>(), new Map() as FoundRooms];
  const fake: FakeMatrix = {
    people,
    open,
    strayed,
    found,
    written: [],
    onWrite: () => {},
    onDone: () => {},
    peak: { all: 0, room: 0 },
    ...readers({ people, open, strayed, found }, () => count.requests++),
    ...accountPart(people, open, write),
    ...roomPart({ open, strayed, found }, write),
    ...memberPart(people, open, write),
    close: async () => {},
  };
  const count = { requests: 0, all: 0, rooms: new Map<RoomId, number>() };
  fake.reader.requests = () => count.requests;

  /** Takes a turn of the event loop, so that lanes really overlap. */
  async function write<T>(request: FakeRequest, effect: () => T): Promise<T> {
    count.requests += 1;
    fake.written.push(request);
    const inRoom = request.room ? (count.rooms.get(request.room) ?? 0) + 1 : 0;
    count.all += 1;
    if (request.room) count.rooms.set(request.room, inRoom);
    fake.peak.all = Math.max(fake.peak.all, count.all);
    fake.peak.room = Math.max(fake.peak.room, inRoom);
    try {
      await new Promise((resolve) => setImmediate(resolve));
      fake.onWrite(request);
      const result = effect();
      fake.onDone(request);
      return result;
    } finally {
      count.all -= 1;
      if (request.room) count.rooms.set(request.room, inRoom - 1);
    }
  }
  return fake;
}

export type Write = <T>(request: FakeRequest, effect: () => T) => Promise<T>;
export type People = FakeMatrix["people"];
export type Rooms = FakeMatrix["open"];

function namesOf(people: People, room: FakeRoom | undefined, users: readonly UserId[]): Map<UserId, string> {
  const nameOf = (user: UserId) => room?.names.get(user) ?? people.get(user)?.displayName ?? "";
  return new Map(users.flatMap((user) => (room?.members.has(user) ? [[user, nameOf(user)] as const] : [])));
}

function readers(
  { people, open, strayed, found: strangers }: Pick<FakeMatrix, "people" | "open" | "strayed" | "found">,
  asked: () => void,
): Pick<Homeserver, "reader"> & { reader: { requests: () => number } } {
  return {
    reader: {
      ...foundReaders(strangers, open, asked),
      accounts: async () => {
        asked();
        return new Map([...people].map(([user, { externalId: _, mail: __, ...account }]) => [user, account]));
      },
      details: async (users) => {
        const found = users.flatMap((user) => people.get(user) ?? []);
        for (const _ of users) asked();
        return new Map(
          found.map(({ externalId, mail, ...account }) => [
            account.userId,
            { ...account, details: { externalIds: externalId ? [externalId] : [], mails: mail === null ? [] : [mail] } },
          ]),
        );
      },
      rooms: async (wanted) => {
        const found = wanted.flatMap(({ key, roomId }) => {
          asked();
          const room = strayed.has(roomId) ? undefined : open.get(roomId);
          return room ? [[key, observedRoom(room)] as const] : [];
        });
        return new Map(found);
      },
      names: async (wanted) => {
        for (const { users } of wanted) for (const _ of users) asked();
        return new Map(wanted.map(({ key, roomId, users }) => [key, namesOf(people, open.get(roomId), users)]));
      },
      roomsOf: async (users, wanted, granted) => {
        asked();
        for (const _ of users) asked();
        const found = wanted.flatMap(({ key, roomId }) => {
          const room = open.get(roomId);
          if (!room) return [];
          const seen = observedRoom(room);
          const absent = users.filter((user) => !seen.members.has(user) && [...granted(key)].includes(user));
          if (absent.length > 0) asked();
          const departures = new Map([...seen.departures].filter(([user]) => absent.includes(user)));
          return [[key, { ...seen, members: seen.members.intersection(new Set(users)), departures }] as const];
        });
        return new Map(found);
      },
      lost: async (rooms) => {
        for (const _ of rooms) asked();
        return new Map(
          rooms.flatMap((roomId) => (strayed.has(roomId) ? [[roomId, { roomId, restorable: strayed.get(roomId) === true }]] : [])),
        );
      },
      requests: () => 0,
      queries: () => 0,
      problems: () => [],
    },
  };
}

function observedRoom(room: FakeRoom): ObservedRoom {
  const { roomId, name, joinRule, eventsDefault } = room;
  const departures = new Map(room.departures);
  return {
    roomId,
    name,
    joinRule,
    eventsDefault,
    departures,
    members: new Set(room.members),
    levels: new Map(room.levels),
    children: new Map(room.children),
  };
}

function accountPart(people: People, open: Rooms, write: Write): Pick<Homeserver, "accounts"> {
  const act = (what: string, user: UserId, effect: () => void) => write({ what, room: null, user }, effect);
  const change = (user: UserId, part: Partial<ObservedAccount & { externalId: string | null; mail: string | null }>) => {
    const known = people.get(user);
    if (!known) throw new AppError("matrix.not-found", { subject: user });
    people.set(user, { ...known, ...part });
  };
  // Whoever is hidden stays so until setListed says otherwise.
  const fill = ({ userId, externalId, displayName, mail }: KnownAccount, wanted = true) => {
    const listed = wanted && (people.get(userId)?.listed ?? true);
    people.set(userId, { userId, externalId, displayName, mail, listed, locked: false, deactivated: false, erased: false });
  };
  return {
    accounts: {
      create: (account) =>
        act("create", account.userId, () => {
          const known = people.get(account.userId);
          if (known && known.externalId !== account.externalId) throw new AppError("matrix.conflict", { subject: account.userId });
          fill(account, account.listed);
        }),
      adopt: (account) => act("adopt", account.userId, () => fill(account, account.listed)),
      rename: (user, displayName) =>
        act("rename", user, () => {
          change(user, { displayName });
          for (const room of open.values()) room.names.delete(user);
        }),
      setMail: (user, mail) => act("mail", user, () => change(user, { mail })),
      setListed: (user, listed) => act("listing", user, () => change(user, { listed })),
      setExternalId: (user, externalId) => act("link", user, () => change(user, { externalId })),
      lock: (user) => act("lock", user, () => change(user, { locked: true })),
      unlock: (user) => act("unlock", user, () => change(user, { locked: false })),
      signOut: (user) => act("sign-out", user, () => change(user, {})),
      deactivate: (user) =>
        act("deactivate", user, () => {
          change(user, { deactivated: true, locked: false });
          for (const room of open.values()) if (room.members.delete(user)) room.departures.set(user, { membership: "leave", by: user });
        }),
      reactivate: (account) => act("reactivate", account.userId, () => fill(account)),
      erase: (user) => act("erase", user, () => change(user, { erased: true })),
    },
  };
}

function roomPart({ open, strayed, found }: Pick<FakeMatrix, "open" | "strayed" | "found">, write: Write): Pick<Homeserver, "rooms"> {
  const at = (room: RoomId): FakeRoom => {
    const known = open.get(room);
    if (!known) throw new AppError("matrix.not-found", { subject: room });
    return known;
  };
  const act = (what: string, room: RoomId, effect: (room: FakeRoom) => void) => write({ what, room, user: null }, () => effect(at(room)));
  return {
    rooms: {
      create: (spec, space) =>
        write({ what: "room", room: null, user: null }, () => {
          const known = [...open.values()].find((room) => room.alias === spec.alias);
          if (known) return known.roomId;
          const roomId = `!${open.size + 1}` as RoomId;
          const { alias, name, joinRule } = spec;
          const empty = {
            names: new Map<UserId, string>(),
            members: new Set<UserId>(),
            levels: new Map(),
            children: new Map(),
            departures: new Map(),
          };
          open.set(roomId, { roomId, alias, space, name, joinRule, eventsDefault: 0, ...empty });
          return roomId;
        }),
      regain: (room) =>
        act("regain", room, () => {
          if (strayed.get(room) === false) throw new AppError("matrix.forbidden", { subject: room });
          strayed.delete(room);
        }),
      adopt: (room, alias) => write({ what: "adopt", room, user: null }, () => takeFound(found, open, room, alias)),
      release: (room, alias) => act("release", room, (known) => void (known.alias === alias && Object.assign(known, { alias: "" }))),
      setParent: (room) => act("parent", room, () => {}),
      rename: (room, name) => act("room-name", room, (known) => void Object.assign(known, { name })),
      setChild: (space, child, order) => act("child", space, (known) => void known.children.set(child, order)),
      removeChild: (space, child) => act("no-child", space, (known) => void known.children.delete(child)),
      close: (room, name) => act("close", room, (known) => void Object.assign(known, { name, joinRule: "invite", eventsDefault: 100 })),
      reopen: (room, spec) =>
        act("reopen", room, (known) => void Object.assign(known, { name: spec.name, joinRule: spec.joinRule, eventsDefault: 0 })),
      restore: (room) => act("restore", room, () => {}),
      setLevels: (room, levels) =>
        act("levels", room, (known) => {
          for (const [user, level] of levels) level === 0 ? known.levels.delete(user) : known.levels.set(user, level);
        }),
    },
  };
}
