/** Totals that guards compare with, counted from the ledger's rows and from what the last days did (docs/RULES.md §7). */
import { addDays } from "./day.ts";
import { promotedLevel } from "./guard-weights.ts";
import { type Day, type StructureKey, structureOf, templateOf, type UserId } from "./ids.ts";
import type { Grant, GuardBase, Ledger } from "./ledger.ts";

/** What rows of the ledger can't tell. */
export type PastOfServer = Pick<GuardBase, "applied" | "hour" | "week" | "sources">;

/** Announced accounts and grants are not counted: nothing proves that they reached the server. */
export function countBase(ledger: Omit<Ledger, "base">, past: PastOfServer): GuardBase {
  return { ...past, open: countOpen(ledger), structures: countStructures(ledger), ...countGrants(ledger) };
}

/** First of the 7 days, `today` included, that sliding guards count over. */
export function firstDayOfWeek(today: Day): Day {
  return addDays(today, -6);
}

function countOpen(ledger: Pick<Ledger, "accounts">): number {
  let open = 0;
  for (const account of ledger.accounts.values()) {
    if (!account.intended && (account.state === "open" || account.state === "leaving")) open += 1;
  }
  return open;
}

function countStructures(ledger: Pick<Ledger, "rooms">): number {
  let spaces = 0;
  for (const room of ledger.rooms.values()) if (templateOf(room.key) === "space" && room.closedSince === null) spaces += 1;
  return spaces;
}

function countGrants(ledger: Pick<Ledger, "grants">): Pick<GuardBase, "grants" | "promoted" | "membersByStructure"> {
  let grants = 0;
  let promoted = 0;
  const membersByStructure = new Map<StructureKey, number>();
  for (const [room, members] of ledger.grants) {
    const counted = countRoom(members, templateOf(room) === "encadrement" ? 0 : promotedLevel);
    grants += counted.confirmed;
    promoted += counted.promoted;
    const structure = templateOf(room) === "space" ? structureOf(room) : null;
    if (structure !== null && counted.confirmed > 0) membersByStructure.set(structure, counted.confirmed);
  }
  return { grants, promoted, membersByStructure };
}

/** Whoever is in a room for function holders is one by that alone: `from` is 0 there. */
function countRoom(members: ReadonlyMap<UserId, Grant>, from: number): { readonly confirmed: number; readonly promoted: number } {
  let confirmed = 0;
  let promoted = 0;
  for (const grant of members.values()) {
    if (!grant.confirmed) continue;
    confirmed += 1;
    if (grant.level >= from) promoted += 1;
  }
  return { confirmed, promoted };
}
