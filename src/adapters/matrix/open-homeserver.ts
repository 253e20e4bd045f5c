/** The Matrix server behind the engine's ports: opens the adapter and wires its parts together. */
import type { UserId } from "#core/ids.ts";
import type { Homeserver, HomeserverReader } from "#engine/ports.ts";
import { type Context, createMemory } from "./context.ts";
import type { ObserveOptions } from "./database/client.ts";
import { createDatabaseReader } from "./database/reader.ts";
import { listRooms, readFound, roomUnder } from "./found-rooms.ts";
import { type ClientOptions, openClient } from "./http.ts";
import { readAccounts, readDetails } from "./read-accounts.ts";
import { readRooms, readRoomsOf } from "./read-rooms.ts";
import { readLost } from "./regain-room.ts";
import { createAccountWriter } from "./write-accounts.ts";
import { createMemberWriter, readNames } from "./write-members.ts";
import { createRoomWriter } from "./write-rooms.ts";

export interface HomeserverOptions extends ClientOptions {
  readonly serverName: string;
  /** Localparts of campus's two identities. */
  readonly connector: string;
  readonly agentSmith: string;
  /** `auth_provider` of external ids: "cas", or "oidc-…". */
  readonly provider?: string;
  readonly roomVersion?: string;
  /** Reads sent at the same time: beyond 8 Synapse gains nothing. */
  readonly lanes?: number;
  /** Everything is read in Synapse's database instead of by the API. */
  readonly observe?: ObserveOptions | null;
  /** Patience with a room whose creation was cut: by default 12 looks, half a second apart (a creation takes a fraction of one). */
  readonly claim?: { readonly looks: number; readonly pauseMs: number };
}

/** Sends nothing until asked. Every failure is an AppError `matrix.*`. */
export function openHomeserver(options: HomeserverOptions): Homeserver {
  const context = contextOf(options);
  const { client } = context;
  const byApi = createApiReader(context);
  return {
    reader: options.observe ? createDatabaseReader(context, options.observe, byApi) : byApi,
    accounts: createAccountWriter(context),
    rooms: createRoomWriter(context),
    members: createMemberWriter(context),
    close: async () => client.close(),
  };
}

function createApiReader(context: Context): HomeserverReader {
  return {
    accounts: () => readAccounts(context),
    details: (users) => readDetails(context, users),
    rooms: (wanted, granted) => readRooms(context, wanted, granted),
    roomsOf: (users, wanted, granted) => readRoomsOf(context, users, wanted, granted),
    lost: (rooms) => readLost(context, rooms),
    found: (rooms) => readFound(context, rooms),
    everyRoom: () => listRooms(context),
    roomUnder: (alias) => roomUnder(context, alias),
    names: (wanted) => readNames(context, wanted),
    requests: () => context.client.requests(),
    queries: () => 0,
    problems: () => [],
  };
}

/** What every part of the adapter shares. */
export function contextOf(options: HomeserverOptions): Context {
  const client = openClient(options);
  return {
    client,
    serverName: options.serverName,
    connector: `@${options.connector}:${options.serverName}` as UserId,
    agentSmith: `@${options.agentSmith}:${options.serverName}` as UserId,
    provider: options.provider ?? "cas",
    roomVersion: options.roomVersion ?? "11",
    lanes: options.lanes ?? 8,
    claim: options.claim ?? { looks: 12, pauseMs: 500 },
    memory: createMemory(),
  };
}
