/** Totals that guards compare with, counted from the ledger's rows and from what the last days did (docs/RULES.md §7). */
import { addDays } from "./day.ts";
import { type Day, type StructureKey, structureOf, templateOf } from "./ids.ts";
import type { GuardBase, Ledger } from "./ledger.ts";

/** From this level on, a member has power over others. */
const promotedLevel = 50;

/** What rows of the ledger can't tell. */
export type PastOfServer = Pick<GuardBase, "applied" | "exitsWeek" | "removalsWeek" | "sources">;

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
    let confirmed = 0;
    for (const grant of members.values()) {
      if (!grant.confirmed) continue;
      confirmed += 1;
      if (grant.level >= promotedLevel) promoted += 1;
    }
    grants += confirmed;
    if (templateOf(room) === "space" && confirmed > 0) membersByStructure.set(structureOf(room), confirmed);
  }
  return { grants, promoted, membersByStructure };
}
