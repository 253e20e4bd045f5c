/** Delays of a departure: those of the site, of a population, of a period of the year; the longest that applies decides (docs/RULES.md §3). */
import { inYearlyWindow } from "./day.ts";
import type { Person } from "./directory.ts";
import type { Day } from "./ids.ts";
import type { DepartureDelays, Policy } from "./policy.ts";

const names = ["announcedDays", "ineligibleDays", "lockedMembershipsDays", "deactivateMonths", "eraseMonths"] as const;

/**
 * `from` is the day the delay counts from, and so the day that a period of the year must hold. Somebody absent from every source
 * has no population any more: the site's own delays count.
 */
export function delaysFor(policy: Policy, person: Person | undefined, from: Day): DepartureDelays {
  const { byPopulation, periods } = policy.delays;
  if (periods.length === 0 && Object.keys(byPopulation).length === 0) return policy.delays;
  return longest(countedPopulations(policy, person).map((one) => delaysOf(policy, one, from)));
}

/** Of somebody who is eligible by one population, only such ones count: a guest who also studies is a guest. Never empty. */
function countedPopulations({ populations }: Policy, person: Person | undefined): readonly (string | null)[] {
  const all = person?.populations ?? [];
  const eligible = all.filter((one) => populations.eligible.includes(one));
  const counted = eligible.length > 0 ? eligible : all;
  return counted.length > 0 ? counted : [null];
}

/** A period speaks of everybody, or of the populations that it names; inside one the longest period counts. */
function delaysOf(policy: Policy, population: string | null, from: Day): DepartureDelays {
  const own = population === null ? undefined : policy.delays.byPopulation[population];
  const usual = { ...policy.delays, ...own };
  const inForce = policy.delays.periods.filter(
    (one) =>
      inYearlyWindow(from, one.from, one.until) &&
      (one.populations === undefined || (population !== null && one.populations.includes(population))),
  );
  return inForce.length === 0 ? usual : longest(inForce.map((one) => ({ ...usual, ...one.delays })));
}

function longest(all: readonly DepartureDelays[]): DepartureDelays {
  const entries = names.map((name) => [name, Math.max(...all.map((one) => one[name]))] as const);
  return Object.fromEntries(entries) as unknown as DepartureDelays;
}
