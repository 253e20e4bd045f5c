/** Lets the days go by: everything dated up to the chosen day happens, in order. */
import { dayNumber } from "#core/day.ts";
import { todayOf } from "./calendar.ts";
import type { Draft } from "./draft.ts";
import { correctFirstOfSeptember, forget, mergeIds, openAccounts, renameLogins, renewContracts, reuseLogin } from "./events-accounts.ts";
import { changeMail, changeName, endWithoutSuccessor, handOver, join, leave, move, raiseRedList } from "./events-people.ts";
import { changeCode, joinParent, mergeFaculties, rename, reopen, split } from "./events-structures.ts";
import type { Moment } from "./moment.ts";
import { createRandom } from "./random.ts";

/** On this day alone the source returns one person in ten. */
export const massLossDay = 20;

type Event = (moment: Moment) => void;

/** Docs/RULES.md §10: 4 is 31 August, 5 is 1 September, 14 is 10 September, 59 is the day the clocks change. */
const events: Readonly<Record<number, readonly Event[]>> = {
  1: [rename("HS_C68", "Direction des systèmes d'information et du numérique"), handOver, changeName, changeMail],
  4: [changeName, endWithoutSuccessor],
  5: [openAccounts, correctFirstOfSeptember, raiseRedList],
  6: [renameLogins],
  7: [forget],
  8: [reuseLogin, handOver],
  9: [changeCode("HS_D091", "HS_D191")],
  11: [split("HS_B01", ["HS_B11", "HS_B12"]), mergeIds],
  12: [reopen("HS_C25")],
  13: [joinParent("HS_D191", "HS_U14")],
  14: [renewContracts],
  15: [rename("HS_C12", "Agence comptable et facturière")],
  17: [mergeFaculties(["HS_U11", "HS_U12"], "HS_U30")],
  30: [rename("HS-T/01", "La Halle – tiers-lieu"), handOver],
  59: [handOver, changeName],
};

export function liveThrough(draft: Draft, lastDay: number): void {
  for (let day = 1; day <= lastDay; day += 1) liveDay(draft, day);
  if (lastDay === massLossDay) draft.people = draft.people.filter((_, index) => index % 10 === 0);
}

function liveDay(draft: Draft, day: number): void {
  const moment: Moment = { draft, day, today: todayOf(day), random: createRandom(draft.seed, 10_000 + day) };
  const flow = flowOf(draft.size, day);
  for (let i = 0; i < flow; i += 1) join(moment);
  // The smallest universities keep their people for the events that are to come.
  const outgoing = draft.size < 150 && day > 4 ? 0 : flow;
  for (let i = 0; i < outgoing; i += 1) move(moment);
  for (let i = 0; i < Math.ceil(outgoing / 2); i += 1) leave(moment);
  for (const event of events[day] ?? []) event(moment);
}

/** People who come on one day: some on each worked day; in small universities only on Mondays once the first week is over. */
function flowOf(size: number, day: number): number {
  // 1970-01-01 was a Thursday.
  const weekday = (dayNumber(todayOf(day)) + 3) % 7;
  if (weekday >= 5 || (size < 3000 && day > 7 && weekday > 0)) return 0;
  return Math.min(10, Math.max(1, Math.round(size / 3000)));
}
