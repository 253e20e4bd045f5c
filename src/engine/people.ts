/** People whom an act concerns by what they are, not by name. */
import { AppError } from "#core/errors.ts";
import type { PersonKey, StructureKey } from "#core/ids.ts";
import { hasLivingAccount, type World } from "#core/world.ts";

/** An absent field does not filter. */
export interface PeopleFilter {
  readonly population?: string;
  /** Assigned there, by the last complete reading. */
  readonly structure?: StructureKey;
}

/** Those with a living account, in key order. `count` is what the operator saw: throws `decision.set-changed` when another number is found. */
export function peopleIn(world: World, filter: PeopleFilter, count: number): readonly PersonKey[] {
  const found = world.keys.filter((key) => matches(world, key, filter));
  if (found.length !== count) throw new AppError("decision.set-changed", { expected: count, found: found.length });
  return found;
}

function matches({ directory, wishes, ledger }: World, key: PersonKey, { population, structure }: PeopleFilter): boolean {
  const person = directory.people.get(key);
  const wish = wishes.get(key);
  if (person === undefined || wish === undefined || !ledger.accounts.has(key) || !hasLivingAccount(wish)) return false;
  if (population !== undefined && !person.populations.includes(population)) return false;
  return structure === undefined || person.assignments.some((one) => one.structure === structure);
}
