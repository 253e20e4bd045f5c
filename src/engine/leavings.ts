/** Departures under way: which of them an act concerns, and their new due day. */
import { addDays } from "#core/day.ts";
import { AppError } from "#core/errors.ts";
import type { Day, PersonKey, StructureKey } from "#core/ids.ts";
import type { LeavingCause } from "#core/ledger.ts";
import type { World } from "#core/world.ts";

/** An absent field does not filter. */
export interface LeavingFilter {
  readonly cause?: LeavingCause;
  /** Assigned there, by the last complete reading. */
  readonly structure?: StructureKey;
  /** Due on that day or before. */
  readonly dueUntil?: Day;
}

/** In key order. `count` is what the operator saw: throws `decision.set-changed` when another number is found. */
export function leavingsIn(world: World, filter: LeavingFilter, count: number): readonly PersonKey[] {
  const found = world.keys.filter((key) => matches(world, key, filter));
  if (found.length !== count) throw new AppError("decision.set-changed", { expected: count, found: found.length });
  return found;
}

function matches({ wishes, directory }: World, key: PersonKey, { cause, structure, dueUntil }: LeavingFilter): boolean {
  const wish = wishes.get(key);
  if (wish?.state !== "leaving") return false;
  if (cause !== undefined && wish.cause !== cause) return false;
  if (dueUntil !== undefined && (wish.due === null || wish.due > dueUntil)) return false;
  return structure === undefined || directory.people.get(key)?.assignments.some((one) => one.structure === structure) === true;
}

/** A day, or so many days after (before, when negative) the present due day; then never before today. */
export type DueMove = { readonly day: Day } | { readonly days: number };

export function movedDue({ wishes, ledger, today }: World, person: PersonKey, to: DueMove): Day {
  if ("day" in to) return to.day;
  const due = addDays(wishes.get(person)?.due ?? ledger.accounts.get(person)?.due ?? today, to.days);
  return due < today ? today : due;
}
