/** Looks at what some changes were about, and at nothing else: the accounts, their details where a link or an address is compared, the rooms. */
import type { Change } from "#core/change.ts";
import type { RoomKey, UserId } from "#core/ids.ts";
import type { Ledger } from "#core/ledger.ts";
import type { NamedRoom, Observed } from "#core/observed.ts";
import { touchedRooms } from "./observe.ts";
import type { HomeserverReader } from "./ports.ts";

/** Requests: the pages of accounts, one or two per room, one per address, link or local name that was changed. */
export async function observeChanges(reader: HomeserverReader, ledger: Ledger, changes: readonly Change[]): Promise<Observed> {
  const accounts = await reader.accounts();
  const compared = changes.flatMap((change) => (change.kind === "account.mail" || change.kind === "identity.link" ? [change.userId] : []));
  const asked = [...new Set(compared)].filter((user) => accounts.get(user)?.details === undefined && accounts.has(user));
  const details = asked.length === 0 ? [] : await reader.details(asked);
  const rooms = await readTouched(reader, ledger, changes);
  const named = namedIn(ledger, changes);
  const names = named.length === 0 ? {} : { names: await reader.names(named) };
  return { accounts: new Map([...accounts, ...details]), rooms, ...names, problems: reader.problems() };
}

/** Whoever was taken out is asked about too: somebody may have banned them since. */
async function readTouched(reader: HomeserverReader, ledger: Ledger, changes: readonly Change[]): Promise<Observed["rooms"]> {
  const wanted = [...touchedRooms(changes, ledger)].flatMap((key) => {
    const room = ledger.rooms.get(key);
    return room === undefined ? [] : [{ key, roomId: room.roomId }];
  });
  const removed = new Map<RoomKey, UserId[]>();
  for (const change of changes) {
    if (change.kind === "member.remove") removed.set(change.room, [...(removed.get(change.room) ?? []), change.userId]);
  }
  if (wanted.length === 0) return new Map();
  return reader.rooms(wanted, (key) => [...(ledger.grants.get(key)?.keys() ?? []), ...(removed.get(key) ?? [])]);
}

function namedIn(ledger: Ledger, changes: readonly Change[]): NamedRoom[] {
  const names = changes.filter((change) => change.kind === "member.name");
  return [...Map.groupBy(names, ({ room }) => room)].flatMap(([key, own]) => {
    const roomId = ledger.rooms.get(key)?.roomId;
    return roomId === undefined ? [] : [{ key, roomId, users: own.map(({ userId }) => userId) }];
  });
}
