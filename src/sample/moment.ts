/** One day of the timeline while its events happen, and how people are chosen for them. */

import { addDays } from "#core/day.ts";
import type { Day } from "#core/ids.ts";
import type { Draft } from "./draft.ts";
import type { SamplePerson, SampleStructure } from "./model.ts";
import { at, type Random } from "./random.ts";
import { isClosed } from "./structures.ts";

export interface Moment {
  readonly draft: Draft;
  readonly day: number;
  readonly today: Day;
  readonly random: Random;
}

export function yesterdayOf(moment: Moment): Day {
  return addDays(moment.today, -1);
}

/** People with a lasting account, one open assignment and nothing special about them yet. */
function isPlain(person: SamplePerson): boolean {
  const { state, until, functions, redList, studentLogin, assignments } = person;
  const own = assignments[0];
  return (
    state === "active" &&
    until === null &&
    functions.length === 0 &&
    !redList &&
    studentLogin === null &&
    own !== undefined &&
    own.until === null &&
    person.mail !== null &&
    person.group !== "etudiant" &&
    person.group !== "retraite" &&
    person.group !== "lecteur" &&
    person.group !== "fictif"
  );
}

/** A person whom nothing has happened to, taken once at most; null when nobody is left, and then nothing happens. */
export function takePlain({ draft, random, today }: Moment): SamplePerson | null {
  for (let tries = 0; tries < 500; tries += 1) {
    const person = at(draft.eligible, random.below(draft.eligible.length));
    if (!isPlain(person) || person.assignments[0]?.from === today || draft.taken.has(person.id)) continue;
    draft.taken.add(person.id);
    return person;
  }
  return null;
}

/** A structure that may welcome somebody: open, ours, under the establishment, large enough and of no fixed size. */
export function openStructure(moment: Moment): SampleStructure {
  const { draft } = moment;
  const open = draft.structures.filter(
    (one) =>
      !draft.exact.has(one.code) &&
      !isClosed(one, moment.today) &&
      one.parents.includes("UNIV") &&
      (one.type === "COMP" || one.type === "SCEN" || one.type === "SCOM"),
  );
  return at(open, moment.random.below(open.length));
}

export function structureOf(moment: Moment, code: string): SampleStructure | undefined {
  return moment.draft.structures.find((one) => one.code === code);
}
