/** The reader's port by Synapse's database, with what it does when that can't be read. */
import { AppError } from "#core/errors.ts";
import type { RoomKey, UserId } from "#core/ids.ts";
import type { ObservedAccount, ObservedRoom } from "#core/observed.ts";
import { type Problem, problem } from "#core/problem.ts";
import type { HomeserverReader } from "#engine/ports.ts";
import type { Context } from "../context.ts";
import { rememberAccounts } from "../read-accounts.ts";
import type { Granted, Wanted } from "../read-rooms.ts";
import { type ObserveOptions, openObserver } from "./client.ts";
import { queryAccounts } from "./read-accounts.ts";
import { type Question, queryRooms, rememberRooms } from "./read-rooms.ts";

/** So many accounts are asked about one by one, by the API: a part of a pass doesn't read the whole database. */
const few = 20;

/**
 * Synapse answers a write once its transaction is committed, whichever process wrote it, so that a view taken afterwards shows it
 * (docs/adr/0022). `byApi` reads rooms whose state PostgreSQL can't hold, and everything else where the configuration says so.
 */
export function createDatabaseReader(context: Context, options: ObserveOptions, byApi: HomeserverReader): HomeserverReader {
  const database = openObserver(options);
  const { where } = database;
  /** Why this observation goes on by the API; null while the database is read. */
  let failure: AppError | null = null;

  async function orByApi<T>(read: () => Promise<T>, instead: () => Promise<T>): Promise<T> {
    if (failure !== null) return instead();
    try {
      return await read();
    } catch (error) {
      if (options.fallback !== "api" || !(error instanceof AppError) || !error.code.startsWith("observe.")) throw error;
      failure = error;
      return instead();
    }
  }

  async function accounts(): Promise<ReadonlyMap<UserId, ObservedAccount>> {
    const found = await database.read((ask) => queryAccounts(context, ask, where));
    rememberAccounts(context, found);
    return found;
  }
  async function rooms({ wanted, granted }: Question): Promise<ReadonlyMap<RoomKey, ObservedRoom>> {
    if (wanted.length === 0) return new Map();
    const { rooms: found, unreadable } = await database.read((ask) => queryRooms(context, ask, { wanted, granted }));
    rememberRooms(context, found);
    if (unreadable.length === 0) return found;
    const others = await byApi.rooms(unreadable, granted);
    return inOrder(wanted, (key) => (unreadable.some((room) => room.key === key) ? others : found).get(key));
  }
  return {
    accounts() {
      failure = null;
      return orByApi(accounts, byApi.accounts);
    },
    details(users) {
      const ask = () => byApi.details(users);
      return users.length <= few ? ask() : orByApi(async () => pick(await accounts(), users), ask);
    },
    rooms: (wanted: Wanted, granted: Granted) =>
      orByApi(
        () => rooms({ wanted, granted }),
        () => byApi.rooms(wanted, granted),
      ),
    // For a part of a pass: a few requests, where the database would be read whole.
    roomsOf: byApi.roomsOf,
    lost: byApi.lost,
    found: byApi.found,
    everyRoom: byApi.everyRoom,
    roomUnder: byApi.roomUnder,
    names: byApi.names,
    requests: byApi.requests,
    queries: database.queries,
    problems: () => (failure === null ? [] : [told(failure, where)]),
  };
}

function told({ code, params }: AppError, where: string): Problem {
  return problem("observed-by-api", where, { code, why: params.why ?? code });
}

function pick<V>(all: ReadonlyMap<UserId, V>, users: readonly UserId[]): ReadonlyMap<UserId, V> {
  return new Map(users.flatMap((user) => (all.has(user) ? [[user, all.get(user) as V] as const] : [])));
}

function inOrder(wanted: Wanted, roomOf: (key: RoomKey) => ObservedRoom | undefined): ReadonlyMap<RoomKey, ObservedRoom> {
  const found = new Map<RoomKey, ObservedRoom>();
  for (const { key } of wanted) {
    const room = roomOf(key);
    if (room !== undefined) found.set(key, room);
  }
  return found;
}
