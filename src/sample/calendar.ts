/** The sample's timeline: day 0 is Thursday 2026-08-27 (docs/RULES.md §10). */
import { addDays, dayNumber } from "#core/day.ts";
import type { Day } from "#core/ids.ts";

export const firstDay = "2026-08-27" as Day;

/** Civil day of the timeline's day `n`: 4 → 2026-08-31, 14 → 2026-09-10, 59 → 2026-10-25. */
export function todayOf(n: number): Day {
  return addDays(firstDay, n);
}

/** Inverse of `todayOf`; negative before the timeline. */
export function dayOf(today: Day): number {
  return dayNumber(today) - dayNumber(firstDay);
}
