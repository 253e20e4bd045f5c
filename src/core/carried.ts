/** Rooms that an account was in by other hands, given to the account that takes its place (docs/RULES.md §1). */
import type { CarriedRoom, Decisions } from "./decisions.ts";
import { survivorsOf } from "./duplicates.ts";
import type { PersonKey } from "./ids.ts";
import { compareText } from "./text.ts";

/** Person → rooms with the highest level that any of their former accounts had there, in key order. */
export function carriedRooms({ merges, moves }: Decisions): ReadonlyMap<PersonKey, readonly CarriedRoom[]> {
  const carried = new Map<PersonKey, CarriedRoom[]>();
  if (merges.size === 0 && moves.size === 0) return carried;
  const give = (person: PersonKey, rooms: readonly CarriedRoom[]) => carried.set(person, [...(carried.get(person) ?? []), ...rooms]);
  for (const [absorbed, survivor] of survivorsOf(merges)) give(survivor, merges.get(absorbed)?.rooms ?? []);
  for (const { person, rooms } of moves.values()) give(person, rooms);
  return new Map([...carried].map(([person, rooms]) => [person, highest(rooms)]));
}

function highest(rooms: readonly CarriedRoom[]): CarriedRoom[] {
  const byRoom = Map.groupBy(rooms, ({ room }) => room);
  return [...byRoom]
    .sort((a, b) => compareText(a[0], b[0]))
    .map(([room, all]) => ({ room, level: Math.max(...all.map(({ level }) => level)) }));
}
