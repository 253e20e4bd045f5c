/** What a part of a pass has to look at on the server, and what the rest is taken to be: what the ledger says. */
import { desireMemberships } from "./desire.ts";
import { desireRooms } from "./desire-rooms.ts";
import { findRekeys } from "./diff-structures.ts";
import { type PersonKey, type RoomKey, spaceOf, structureOf, templateOf, type UserId } from "./ids.ts";
import type { LedgerAccount, LedgerRoom } from "./ledger.ts";
import { localpartOf } from "./naming.ts";
import { emptyObserved, type Observed, type ObservedAccount, type ObservedRoom } from "./observed.ts";
import { phaseOf } from "./order.ts";
import { type PlanInput, rekeyed } from "./plan.ts";
import type { Scope } from "./scope.ts";
import { userIdFor } from "./user-id.ts";
import { buildWorld, type World } from "./world.ts";

/** What to read. Rooms are ledger keys, before any re-keying. */
export interface Look {
  /** Accounts to read in detail; null = the whole list. */
  readonly accounts: readonly UserId[] | null;
  /** Rooms to read for their state; null = all. */
  readonly states: readonly RoomKey[] | null;
  /** Rooms to read for their members; null = all. */
  readonly members: readonly RoomKey[] | null;
  /** Only these accounts' membership matters there; null = everybody's. */
  readonly onlyOf: readonly UserId[] | null;
  /** Accounts of the people of the scope. */
  readonly users: ReadonlySet<UserId>;
  /** What the rooms that move are called in the plan. */
  readonly renamed: ReadonlyMap<RoomKey, RoomKey>;
}

type Unobserved = Omit<PlanInput, "observed">;

/** Whom and what a scope concerns, by the very functions that make the plan. */
export function lookFor(input: Unobserved, scope: Scope): Look {
  const rekeys = findRekeys(input);
  const renamed = new Map(rekeys.map(({ before, after }) => [before, after]));
  const roomless = scope.kinds.length > 0 && scope.kinds.every((kind) => ["accounts", "exits"].includes(phaseOf(kind)));
  if (scope.people.length === 0 && scope.structures.length === 0) {
    const rooms = roomless ? [] : null;
    return { accounts: null, states: rooms, members: rooms, onlyOf: null, users: new Set(), renamed };
  }
  const bare = { ...input, observed: emptyObserved };
  const world = buildWorld(rekeys.length === 0 ? bare : rekeyed(bare, rekeys));
  const users = new Set(scope.people.flatMap((key) => [userOf(world, key) ?? [], world.moves.moving.get(key)?.userId ?? []].flat()));
  const rooms = roomless ? noRooms : roomsFor(world, scope, users);
  const before = new Map(rekeys.map((one) => [one.after, one.before]));
  const inLedger = (some: readonly RoomKey[]) => [...new Set(some)].map((room) => before.get(room) ?? room);
  const named = scope.structures.length === 0 ? [...users] : null;
  const accounts = named && [...new Set([...named, ...rivals(world, scope.people)])];
  return { users, renamed, accounts, onlyOf: named, states: inLedger(rooms.states), members: inLedger(rooms.members) };
}

const noRooms = { states: [], members: [] } as const;

/** Where a structure hangs is told by any space: all of them are read for their children. */
function roomsFor(world: World, { people, structures }: Scope, users: ReadonlySet<UserId>): Record<"states" | "members", RoomKey[]> {
  const managed = [...world.ledger.rooms.keys()];
  const theirs = roomsOfPeople(world, people, users);
  const members = managed.filter((room) => theirs.has(room) || structures.some((one) => one === structureOf(room)));
  const spaces = structures.length === 0 ? [] : managed.filter((room) => templateOf(room) === "space");
  return { members, states: [...members, ...spaces] };
}

/** Accounts that a link would be taken from, or that humans said to be theirs: what becomes of them goes with the people of the scope. */
function rivals({ directory, ledger, decisions }: World, people: readonly PersonKey[]): UserId[] {
  const logins = new Set(people.map((key) => localpartOf(directory.people.get(key)?.login ?? "")));
  const holders = [...ledger.accounts.values()].filter(({ login }) => login !== "" && logins.has(localpartOf(login)));
  const adopted = people.flatMap((key) => decisions.adoptions.get(key)?.userId ?? []);
  return [...holders.map(({ userId }) => userId), ...adopted];
}

function userOf(world: World, key: PersonKey): UserId | null {
  const person = world.directory.people.get(key);
  return world.ledger.accounts.get(key)?.userId ?? (person === undefined ? null : userIdFor(world, person));
}

/** Rooms they should be in, were given, or are remembered to have left, each with its space. */
function roomsOfPeople(world: World, people: readonly PersonKey[], users: ReadonlySet<UserId>): Set<RoomKey> {
  const desired = desireRooms(world);
  const found = new Set(people.flatMap((key) => desireMemberships(world, desired, key).map(({ room }) => room)));
  for (const rows of [world.ledger.grants, world.ledger.leaves]) {
    for (const [room, members] of rows) if ([...users].some((user) => members.has(user))) found.add(room);
  }
  for (const room of [...found]) found.add(spaceOf(room) ?? room);
  return found;
}

/** The server as the ledger knows it: every account and room is there as campus last left it. */
export function asRemembered({ ledger, directory }: Unobserved): Observed {
  const accounts = new Map<UserId, ObservedAccount>();
  for (const account of ledger.accounts.values()) {
    accounts.set(account.userId, accountAsRemembered(account, directory.people.get(account.person)?.redList !== true));
  }
  const rooms = [...ledger.rooms.values()].map((room) => [room.key, roomAsRemembered(room, ledger)] as const);
  return { accounts, rooms: new Map(rooms) };
}

function accountAsRemembered({ userId, displayName, state }: LedgerAccount, listed: boolean): ObservedAccount {
  const erased = state === "erased";
  return { userId, displayName, listed, locked: state === "locked", deactivated: erased || state === "deactivated", erased };
}

function roomAsRemembered(room: LedgerRoom, { grants }: PlanInput["ledger"]): ObservedRoom {
  const given = grants.get(room.key) ?? new Map();
  const levels = new Map<UserId, number>();
  for (const { userId, level } of given.values()) if (level > 0) levels.set(userId, level);
  return {
    roomId: room.roomId,
    name: room.name,
    joinRule: "invite",
    members: new Set(given.keys()),
    levels,
    eventsDefault: room.closedSince === null ? 0 : 100,
    children: new Map(),
    departures: new Map(),
  };
}

/** What was read, laid over what the ledger says; what was looked for and not found is not there. */
export function layOver(remembered: Observed, read: Observed, { accounts: asked, states, onlyOf }: Look): Observed {
  const only = onlyOf === null ? null : new Set(onlyOf);
  const accounts = new Map(asked === null ? [] : remembered.accounts);
  const rooms = new Map(states === null ? [] : remembered.rooms);
  for (const user of asked ?? []) accounts.delete(user);
  for (const room of states ?? []) rooms.delete(room);
  for (const [user, account] of read.accounts) accounts.set(user, account);
  for (const [key, room] of read.rooms) {
    const before = remembered.rooms.get(key);
    rooms.set(key, only === null || before === undefined ? room : { ...room, members: membersOver(before, room, only) });
  }
  return { accounts, rooms };
}

function membersOver(before: ObservedRoom, seen: ObservedRoom, only: ReadonlySet<UserId>): ReadonlySet<UserId> {
  return before.members.difference(only).union(seen.members.intersection(only));
}
