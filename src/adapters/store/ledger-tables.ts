/** How each kind of ledger row lies in its table. */
import type { PersonKey, RoomKey, UserId } from "#core/ids.ts";
import type { Grant, LedgerAccount, LedgerRoom, RememberedLeave, SeenFunction } from "#core/ledger.ts";
import type { BulkRow, BulkTable } from "./bulk.ts";

export const ledgerTables = {
  accounts: {
    name: "accounts",
    keys: { person: "text" },
    values: {
      user_id: "text",
      intended: "boolean",
      state: "text",
      cause: "text",
      since: "text",
      due: "text",
      login: "text",
      display_name: "text",
      mail: "text",
    },
  },
  rooms: {
    name: "rooms",
    keys: { key: "text" },
    values: { room_id: "text", alias: "text", name: "text", source_id: "text", closed_since: "text", accepted: "text", origin: "text" },
  },
  grants: {
    name: "grants",
    keys: { room: "text", user_id: "text" },
    values: { level: "integer", origin: "text", confirmed: "boolean", lost_since: "text" },
  },
  leaves: { name: "leaves", keys: { room: "text", user_id: "text" }, values: { how: "text", day: "text" } },
  absences: { name: "absences", keys: { person: "text" }, values: { since: "text", reads: "integer" } },
  functions: { name: "functions", keys: { person: "text", structure: "text", code: "text" }, values: { missing_since: "text" } },
  merges: { name: "merges", keys: { absorbed: "text" }, values: { survivor: "text" } },
  names: { name: "given_names", keys: { room: "text", user_id: "text" }, values: { name: "text" } },
  sources: { name: "sources", keys: { source: "text" }, values: { people: "integer" } },
} as const satisfies Record<string, BulkTable>;

export type LedgerTableName = keyof typeof ledgerTables;

export function accountRow(account: LedgerAccount): BulkRow {
  const { userId, displayName, ...same } = account;
  return { ...same, user_id: userId, display_name: displayName };
}

export function roomRow(room: LedgerRoom): BulkRow {
  return {
    key: room.key,
    room_id: room.roomId,
    alias: room.alias,
    name: room.name,
    source_id: room.sourceId,
    closed_since: room.closedSince,
    accepted: room.accepted === undefined ? null : JSON.stringify(room.accepted),
    origin: room.origin ?? null,
  };
}

export function grantRow(room: RoomKey, grant: Grant): BulkRow {
  const { level, origin, confirmed } = grant;
  return { room, user_id: grant.userId, level, origin, confirmed, lost_since: grant.lostSince };
}

export function leaveRow(room: RoomKey, leave: RememberedLeave): BulkRow {
  return { room, user_id: leave.userId, how: leave.how, day: leave.day };
}

export function functionRow(seen: SeenFunction): BulkRow {
  return { ...functionKeys(seen), missing_since: seen.missingSince };
}

export function functionKeys(seen: Pick<SeenFunction, "person" | "structure" | "code">): BulkRow {
  return { person: seen.person, structure: seen.structure, code: seen.code };
}

export function memberKeys(room: RoomKey, user: UserId): BulkRow {
  return { room, user_id: user };
}

export function personKeys(person: PersonKey): BulkRow {
  return { person };
}
