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
  const grants = copyNested(ledger.grants);
  const leaves = copyNested(ledger.leaves);
  function note(write: LedgerWrite): void {
    if (write.kind === "account.set") accounts.set(write.account.person, write.account);
    if (write.kind === "account.drop") accounts.delete(write.person);
    if (write.kind === "room.set") rooms.set(write.room.key, write.room);
    if (write.kind === "room.rekey") rekey(write.before, write.after);
    noteMember(write);
  }
  function noteMember(write: LedgerWrite): void {
    if (write.kind === "grant.set") inner(grants, write.room).set(write.grant.userId, write.grant);
    if (write.kind === "grant.drop") inner(grants, write.room).delete(write.userId);
    if (write.kind === "leave.set") inner(leaves, write.room).set(write.leave.userId, write.leave);
    if (write.kind === "leave.drop") inner(leaves, write.room).delete(write.userId);
  }
  function rekey(before: RoomKey, after: RoomKey): void {
    const row = rooms.get(before);
    if (row) rooms.set(after, { ...row, key: after });
    rooms.delete(before);
    for (const table of [grants, leaves] as Map<RoomKey, unknown>[]) move(table, before, after);
  }
  return {
    account: (person) => accounts.get(person) ?? null,
    room: (key) => rooms.get(key) ?? null,
    grant: (room, user) => grants.get(room)?.get(user) ?? null,
    hasLeave: (room, user) => leaves.get(room)?.has(user) ?? false,
    note: (writes) => writes.forEach(note),
  };
}

function copyNested<K, U, V>(table: ReadonlyMap<K, ReadonlyMap<U, V>>): Map<K, Map<U, V>> {
  return new Map([...table].map(([key, rows]) => [key, new Map(rows)]));
}

function inner<K, U, V>(table: Map<K, Map<U, V>>, key: K): Map<U, V> {
  const rows = table.get(key) ?? new Map<U, V>();
  table.set(key, rows);
  return rows;
}

function move<K>(table: Map<K, unknown>, before: K, after: K): void {
  if (!table.has(before)) return;
  table.set(after, table.get(before));
  table.delete(before);
}
