/** Reads the ledger back: pages of rows, so that half a million grants never lie twice in memory. */
import { setImmediate as letOthersRun } from "node:timers/promises";
import { sql } from "kysely";
import { countBase } from "#core/guard-base.ts";
import type { Day, PersonKey, RoomKey, StructureKey, UserId } from "#core/ids.ts";
import type { Absence, GivenName, Grant, Ledger, LedgerAccount, LedgerRoom, RememberedLeave, SeenFunction } from "#core/ledger.ts";
import { loadPast, type When } from "./past.ts";
import type { Tx } from "./tables.ts";

/** Rows per page: one JSON text each, which Postgres and V8 both write and read much faster than single rows. */
const pageSize = 10_000;

export async function loadLedger(tx: Tx, server: string, when: When): Promise<Ledger> {
  // Without fresh statistics (the embedded database gathers none by itself) a page would be sorted out of the whole table.
  await sql`set local enable_sort = off`.execute(tx);
  await sql`set local enable_bitmapscan = off`.execute(tx);
  const users = new Map<string, UserId>();
  const rows = {
    accounts: await loadAccounts(tx, server, users),
    rooms: await loadRooms(tx, server),
    grants: await loadGrants(tx, server, users),
    leaves: await loadLeaves(tx, server, users),
    absences: await loadAbsences(tx, server),
    functions: await loadFunctions(tx, server),
    merges: await loadMerges(tx, server),
    names: await loadNames(tx, server, users),
  };
  return { ...rows, base: countBase(rows, await loadPast(tx, server, when)) };
}

/** Rows of one table after a key, as arrays in the order of `columns`; the key's columns come first. */
async function* pages<Row extends readonly unknown[]>(
  tx: Tx,
  server: string,
  from: { readonly table: string; readonly keys: readonly string[]; readonly values: readonly string[] },
): AsyncGenerator<Row[]> {
  const keys = sql.raw(from.keys.join(", "));
  const columns = sql.raw([...from.keys, ...from.values].join(", "));
  let after: readonly unknown[] | null = null;
  while (true) {
    const bound = [server, ...(after ?? [])].map((value) => sql`${value}::text collate "C"`);
    // The whole key, server included: Postgres then starts in the index at the bound instead of skipping every earlier row.
    const later = after === null ? sql`true` : sql`(server, ${keys}) > (${sql.join(bound)})`;
    const page = await sql<{ rows: string | null }>`select json_agg(json_build_array(${columns}))::text as rows from
      (select ${columns} from ${sql.table(from.table)} where server = ${server} and ${later} order by server, ${keys} limit ${sql.lit(pageSize)}) p`.execute(
      tx,
    );
    const rows = JSON.parse(page.rows[0]?.rows ?? "[]") as Row[];
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (rows.length < pageSize || !last) return;
    after = last.slice(0, from.keys.length);
    await letOthersRun();
  }
}

type AccountCells = [
  PersonKey,
  UserId,
  boolean,
  LedgerAccount["state"],
  LedgerAccount["cause"],
  Day,
  Day | null,
  string,
  string,
  string | null,
];

async function loadAccounts(tx: Tx, server: string, users: Map<string, UserId>): Promise<Map<PersonKey, LedgerAccount>> {
  const accounts = new Map<PersonKey, LedgerAccount>();
  const values = ["user_id", "intended", "state", "cause", "since", "due", "login", "display_name", "mail"];
  for await (const page of pages<AccountCells>(tx, server, { table: "accounts", keys: ["person"], values })) {
    for (const [person, id, intended, state, cause, since, due, login, displayName, mail] of page) {
      const userId = once(users, id);
      accounts.set(person, { person, userId, intended, state, cause, since, due, login, displayName, mail });
    }
  }
  return accounts;
}

type RoomCells = [
  RoomKey,
  LedgerRoom["roomId"],
  LedgerRoom["alias"],
  string,
  string | null,
  Day | null,
  string | null,
  NonNullable<LedgerRoom["origin"]> | null,
];

async function loadRooms(tx: Tx, server: string): Promise<Map<RoomKey, LedgerRoom>> {
  const rooms = new Map<RoomKey, LedgerRoom>();
  const values = ["room_id", "alias", "name", "source_id", "closed_since", "accepted", "origin"];
  for await (const page of pages<RoomCells>(tx, server, { table: "rooms", keys: ["key"], values })) {
    for (const [key, roomId, alias, name, sourceId, closedSince, accepted, origin] of page) {
      const row = { key, roomId, alias, name, sourceId, closedSince, ...(origin === null ? {} : { origin }) };
      rooms.set(key, accepted === null ? row : { ...row, accepted: JSON.parse(accepted) as NonNullable<LedgerRoom["accepted"]> });
    }
  }
  return rooms;
}

type GrantCells = [RoomKey, UserId, number, Grant["origin"], boolean, Day | null];

async function loadGrants(tx: Tx, server: string, users: Map<string, UserId>): Promise<Ledger["grants"]> {
  const grants = new Map<RoomKey, Map<UserId, Grant>>();
  const from = { table: "grants", keys: ["room", "user_id"], values: ["level", "origin", "confirmed", "lost_since"] };
  for await (const page of pages<GrantCells>(tx, server, from)) {
    for (const [room, id, level, origin, confirmed, lostSince] of page) {
      const userId = once(users, id);
      inRoom(grants, room).set(userId, { userId, level, origin, confirmed, lostSince });
    }
  }
  return grants;
}

type LeaveCells = [RoomKey, UserId, RememberedLeave["how"], Day];

async function loadLeaves(tx: Tx, server: string, users: Map<string, UserId>): Promise<Ledger["leaves"]> {
  const leaves = new Map<RoomKey, Map<UserId, RememberedLeave>>();
  const from = { table: "leaves", keys: ["room", "user_id"], values: ["how", "day"] };
  for await (const page of pages<LeaveCells>(tx, server, from)) {
    for (const [room, id, how, day] of page) {
      const userId = once(users, id);
      inRoom(leaves, room).set(userId, { userId, how, day });
    }
  }
  return leaves;
}

async function loadAbsences(tx: Tx, server: string): Promise<Map<PersonKey, Absence>> {
  const absences = new Map<PersonKey, Absence>();
  const from = { table: "absences", keys: ["person"], values: ["since", "reads"] };
  for await (const page of pages<[PersonKey, Day, number]>(tx, server, from)) {
    for (const [person, since, reads] of page) absences.set(person, { since, reads });
  }
  return absences;
}

async function loadFunctions(tx: Tx, server: string): Promise<SeenFunction[]> {
  const functions: SeenFunction[] = [];
  const from = { table: "functions", keys: ["person", "structure", "code"], values: ["missing_since"] };
  for await (const page of pages<[PersonKey, StructureKey, string, Day | null]>(tx, server, from)) {
    for (const [person, structure, code, missingSince] of page) functions.push({ person, structure, code, missingSince });
  }
  return functions;
}

async function loadMerges(tx: Tx, server: string): Promise<Ledger["merges"]> {
  const merges = new Map<PersonKey, PersonKey>();
  for await (const page of pages<[PersonKey, PersonKey]>(tx, server, { table: "merges", keys: ["absorbed"], values: ["survivor"] })) {
    for (const [absorbed, survivor] of page) merges.set(absorbed, survivor);
  }
  return merges;
}

async function loadNames(tx: Tx, server: string, users: Map<string, UserId>): Promise<Ledger["names"]> {
  const names = new Map<RoomKey, Map<UserId, GivenName>>();
  const from = { table: "given_names", keys: ["room", "user_id"], values: ["name"] };
  for await (const page of pages<[RoomKey, UserId, string]>(tx, server, from)) {
    for (const [room, id, name] of page) inRoom(names, room).set(once(users, id), { userId: once(users, id), name });
  }
  return names;
}

/** One string per user however many rooms they are in. */
function once(users: Map<string, UserId>, id: UserId): UserId {
  const known = users.get(id);
  if (known !== undefined) return known;
  users.set(id, id);
  return id;
}

function inRoom<V>(rows: Map<RoomKey, Map<UserId, V>>, room: RoomKey): Map<UserId, V> {
  const known = rows.get(room);
  if (known) return known;
  const members = new Map<UserId, V>();
  rows.set(room, members);
  return members;
}
