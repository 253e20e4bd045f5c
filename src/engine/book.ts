/** The ledger as it stands while a plan is being applied: the rows that later changes of the same plan need. */
import type { PersonKey, RoomKey, UserId } from "#core/ids.ts";
import type { Grant, Ledger, LedgerAccount, LedgerRoom, LedgerWrite } from "#core/ledger.ts";

export interface Book {
  account(person: PersonKey): LedgerAccount | null;
  room(key: RoomKey): LedgerRoom | null;
  grant(room: RoomKey, user: UserId): Grant | null;
  hasLeave(room: RoomKey, user: UserId): boolean;
  note(writes: readonly LedgerWrite[]): void;
}

export function openBook(ledger: Ledger): Book {
  const accounts = new Map(ledger.accounts);
  const rooms = new Map(ledger.rooms);
  const grants = openTable(ledger.grants);
  const leaves = openTable(ledger.leaves);
  function note(write: LedgerWrite): void {
    if (write.kind === "account.set") accounts.set(write.account.person, write.account);
    if (write.kind === "account.drop") accounts.delete(write.person);
    if (write.kind === "room.set") rooms.set(write.room.key, write.room);
    if (write.kind === "room.drop") drop(write.room);
    if (write.kind === "room.rekey") rekey(write.before, write.after);
    noteMember(write);
  }
  function noteMember(write: LedgerWrite): void {
    if (write.kind === "grant.set") grants.rows(write.room).set(write.grant.userId, write.grant);
    if (write.kind === "grant.drop") grants.rows(write.room).delete(write.userId);
    if (write.kind === "leave.set") leaves.rows(write.room).set(write.leave.userId, write.leave);
    if (write.kind === "leave.drop") leaves.rows(write.room).delete(write.userId);
  }
  function drop(room: RoomKey): void {
    rooms.delete(room);
    grants.drop(room);
    leaves.drop(room);
  }
  function rekey(before: RoomKey, after: RoomKey): void {
    if (before === after) return;
    const row = rooms.get(before);
    rooms.delete(before);
    if (row) rooms.set(after, { ...row, key: after });
    grants.move(before, after);
    leaves.move(before, after);
  }
  return {
    account: (person) => accounts.get(person) ?? null,
    room: (key) => rooms.get(key) ?? null,
    grant: (room, user) => grants.get(room, user) ?? null,
    hasLeave: (room, user) => leaves.get(room, user) !== undefined,
    note: (writes) => writes.forEach(note),
  };
}

interface Table<V> {
  get(room: RoomKey, user: UserId): V | undefined;
  /** Rows of a room, to write in. */
  rows(room: RoomKey): Map<UserId, V>;
  move(before: RoomKey, after: RoomKey): void;
  drop(room: RoomKey): void;
}

/** Rows of a room are copied when they are first written: half a million grants are not held twice. */
function openTable<V>(table: ReadonlyMap<RoomKey, ReadonlyMap<UserId, V>>): Table<V> {
  const rooms = new Map(table);
  const own = new Map<RoomKey, Map<UserId, V>>();
  return {
    get: (room, user) => rooms.get(room)?.get(user),
    rows(room) {
      const rows = own.get(room) ?? new Map(rooms.get(room));
      own.set(room, rows);
      rooms.set(room, rows);
      return rows;
    },
    drop(room) {
      rooms.delete(room);
      own.delete(room);
    },
    move(before, after) {
      const rows = rooms.get(before);
      if (rows === undefined || rows.size === 0) return;
      const copy = new Map(rows);
      rooms.set(after, copy);
      own.set(after, copy);
      rooms.delete(before);
      own.delete(before);
    },
  };
}
