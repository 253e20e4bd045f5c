/** What a ledger becomes after some writes, in their order: the meaning that every store must reproduce. */
import { countBase } from "./guard-base.ts";
import type { PersonKey, RoomKey, UserId } from "./ids.ts";
import type { Absence, GivenName, Grant, Ledger, LedgerAccount, LedgerRoom, LedgerWrite, RememberedLeave, SeenFunction } from "./ledger.ts";

interface Draft {
  readonly accounts: Map<PersonKey, LedgerAccount>;
  readonly rooms: Map<RoomKey, LedgerRoom>;
  readonly grants: Map<RoomKey, Map<UserId, Grant>>;
  readonly leaves: Map<RoomKey, Map<UserId, RememberedLeave>>;
  readonly absences: Map<PersonKey, Absence>;
  readonly functions: Map<string, SeenFunction>;
  readonly merges: Map<PersonKey, PersonKey>;
  readonly names: Map<RoomKey, Map<UserId, GivenName>>;
  readonly sources: Map<string, number>;
}

/** A new ledger; the given one is untouched. The base is counted again, what the last days did stays as it was. */
export function applyWrites(ledger: Ledger, writes: readonly LedgerWrite[]): Ledger {
  if (writes.length === 0) return ledger;
  const draft = open(ledger);
  for (const write of writes) applyWrite(draft, write);
  return close(draft, ledger);
}

function open(ledger: Ledger): Draft {
  return {
    accounts: new Map(ledger.accounts),
    rooms: new Map(ledger.rooms),
    grants: copyByRoom(ledger.grants),
    leaves: copyByRoom(ledger.leaves),
    absences: new Map(ledger.absences),
    functions: new Map(ledger.functions.map((seen) => [functionKey(seen), seen])),
    merges: new Map(ledger.merges),
    names: copyByRoom(ledger.names),
    sources: new Map(ledger.base.sources),
  };
}

function copyByRoom<V>(rows: ReadonlyMap<RoomKey, ReadonlyMap<UserId, V>>): Map<RoomKey, Map<UserId, V>> {
  return new Map([...rows].map(([room, members]) => [room, new Map(members)]));
}

function close(draft: Draft, before: Ledger): Ledger {
  const { sources, ...rows } = { ...draft, functions: [...draft.functions.values()] };
  return { ...rows, base: countBase(rows, { ...before.base, sources }) };
}

/** The returned value means nothing: it lets the compiler see that every kind is handled. */
function applyWrite(draft: Draft, write: LedgerWrite): unknown {
  switch (write.kind) {
    case "account.set":
      return draft.accounts.set(write.account.person, write.account);
    case "account.drop":
      return draft.accounts.delete(write.person);
    case "room.set":
      return draft.rooms.set(write.room.key, write.room);
    case "room.drop":
      return forget(draft, write.room);
    case "room.rekey":
      return rekey(draft, write.before, write.after);
    case "grant.set":
      return setInRoom(draft.grants, write.room, write.grant);
    case "grant.drop":
      return dropFromRoom(draft.grants, write.room, write.userId);
    case "leave.set":
      return setInRoom(draft.leaves, write.room, write.leave);
    case "leave.drop":
      return dropFromRoom(draft.leaves, write.room, write.userId);
    case "absence.set":
      return draft.absences.set(write.person, write.absence);
    case "absence.drop":
      return draft.absences.delete(write.person);
    case "function.set":
      return draft.functions.set(functionKey(write.seen), write.seen);
    case "function.drop":
      return draft.functions.delete(functionKey(write));
    case "merge.set":
      return draft.merges.set(write.absorbed, write.survivor);
    case "merge.drop":
      return draft.merges.delete(write.absorbed);
    case "name.set":
      return setInRoom(draft.names, write.room, write.given);
    case "name.drop":
      return dropFromRoom(draft.names, write.room, write.userId);
    case "source.set":
      return draft.sources.set(write.source, write.people);
    default:
      return write satisfies never;
  }
}

function functionKey(seen: Pick<SeenFunction, "person" | "structure" | "code">): string {
  return JSON.stringify([seen.person, seen.structure, seen.code]);
}

function setInRoom<V extends { readonly userId: UserId }>(rows: Map<RoomKey, Map<UserId, V>>, room: RoomKey, row: V): void {
  const members = rows.get(room);
  if (members) members.set(row.userId, row);
  else rows.set(room, new Map([[row.userId, row]]));
}

function dropFromRoom<V>(rows: Map<RoomKey, Map<UserId, V>>, room: RoomKey, user: UserId): void {
  const members = rows.get(room);
  members?.delete(user);
  if (members?.size === 0) rows.delete(room);
}

function forget({ rooms, grants, leaves, names }: Draft, room: RoomKey): void {
  for (const rows of [rooms, grants, leaves, names]) rows.delete(room);
}

/** Room, grants, leaves and given names each take the place of what was under the new key; what doesn't exist moves nothing. */
function rekey(draft: Draft, before: RoomKey, after: RoomKey): void {
  if (before === after) return;
  const room = draft.rooms.get(before);
  if (room) {
    draft.rooms.delete(before);
    draft.rooms.set(after, { ...room, key: after });
  }
  move(draft.grants, before, after);
  move(draft.leaves, before, after);
  move(draft.names, before, after);
}

function move<V>(rows: Map<RoomKey, V>, before: RoomKey, after: RoomKey): void {
  const moved = rows.get(before);
  if (moved === undefined) return;
  rows.delete(before);
  rows.set(after, moved);
}
