/** What becomes of accounts from day to day, for counting (docs/RULES.md §3). No timeline lasts the 12 months that end one for good. */
import { addDays, addWorkingDays } from "#core/day.ts";
import type { Day } from "#core/ids.ts";
import { endOf, isEligible } from "./count.ts";
import { livingTest } from "./manifest.ts";
import type { SamplePerson, University } from "./model.ts";

export interface LifeAccount {
  state: "open" | "leaving" | "locked";
  /** Day on which it came into that state. */
  since: Day;
  /** First day on which no source knew its person; null: they are known. */
  absent: Day | null;
}

const announcedDays = 30;
const absentWorkingDays = 5;

export function liveAccounts(accounts: Map<string, LifeAccount>, university: University): void {
  const { people, today } = university;
  const present = new Map(people.map((person) => [person.id, person]));
  for (const [id, account] of accounts) settle(account, present.get(id), today);
  const living = livingTest(university);
  for (const person of people)
    if (!accounts.has(person.id) && living(person)) accounts.set(person.id, { state: "open", since: today, absent: null });
}

function settle(account: LifeAccount, person: SamplePerson | undefined, today: Day): void {
  account.absent = person === undefined ? (account.absent ?? today) : null;
  const state = stateOf(account, person, today);
  if (state !== account.state) Object.assign(account, { state, since: today });
}

const none: ReadonlySet<string> = new Set();

function stateOf(account: LifeAccount, person: SamplePerson | undefined, today: Day): LifeAccount["state"] {
  if (person === undefined) return untilDue(account, addWorkingDays(account.absent ?? today, absentWorkingDays), today);
  if (person.state === "disabled") return "locked";
  // Whoever has an account owns its name: nobody can be in conflict with them.
  if (isEligible(person, today, none)) return "open";
  const end = endOf(person, today);
  return untilDue(account, end === null ? today : addDays(end, announcedDays), today);
}

function untilDue({ state }: LifeAccount, due: Day, today: Day): LifeAccount["state"] {
  return due <= today || state === "locked" ? "locked" : "leaving";
}
