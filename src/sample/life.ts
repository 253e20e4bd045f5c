/**
 * What stands on a server that campus has filled since day 0, counted day by day from the university itself: never by calling the plan
 * it is compared with. On the day of the mass loss nothing is taken away, so that day changes nothing (docs/RULES.md §7, §10).
 */
import type { SourceKind } from "./count.ts";
import { generateUniversity } from "./generate.ts";
import { type LifeAccount, liveAccounts } from "./life-accounts.ts";
import { type LifeRoom, liveRooms } from "./life-rooms.ts";
import { massLossDay } from "./timeline.ts";

export interface LifeTotals {
  /** As the server shows them: `active` holds those that are leaving. */
  readonly accounts: { readonly active: number; readonly locked: number; readonly deactivated: number };
  /** Of the active ones: their end is announced, which campus alone knows. */
  readonly leaving: number;
  readonly spaces: { readonly open: number; readonly closed: number };
  readonly rooms: { readonly open: number; readonly closed: number };
  /** People in spaces and rooms, campus's own identities left out. */
  readonly memberships: number;
  /** Members whose level is above 0, counted per room. */
  readonly levels: number;
}

export interface LifeChoice {
  readonly size: number;
  readonly seed: number;
  readonly kind: SourceKind;
}

/** Totals at the end of each day, from day 0 to `last`; every day has its passes, and whatever they hold is released. */
export function countLife({ size, seed, kind }: LifeChoice, last: number): readonly LifeTotals[] {
  const accounts = new Map<string, LifeAccount>();
  const rooms = new Map<string, LifeRoom>();
  return Array.from({ length: last + 1 }, (_, day) => {
    if (day !== massLossDay) {
      const university = generateUniversity({ size, seed, day });
      liveAccounts(accounts, university);
      liveRooms(rooms, accounts, { university, kind });
    }
    return totalsOf(accounts, rooms);
  });
}

function totalsOf(accounts: ReadonlyMap<string, LifeAccount>, rooms: ReadonlyMap<string, LifeRoom>): LifeTotals {
  const states = [...accounts.values()].map(({ state }) => state);
  const seats = [...rooms.values()].flatMap((room) => [...room.seats.values()]);
  const count = (isSpace: boolean, isClosed: boolean) =>
    [...rooms.values()].filter(({ template, closed }) => (template === "space") === isSpace && closed === isClosed).length;
  return {
    accounts: {
      active: states.filter((state) => state !== "locked").length,
      locked: states.filter((state) => state === "locked").length,
      deactivated: 0,
    },
    leaving: states.filter((state) => state === "leaving").length,
    spaces: { open: count(true, false), closed: count(true, true) },
    rooms: { open: count(false, false), closed: count(false, true) },
    memberships: seats.length,
    levels: seats.filter(({ level }) => level > 0).length,
  };
}
