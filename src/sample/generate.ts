/** The sample university: any size, any seed, any day of its timeline; always the same for the same three numbers. */

import { addAwkwardPeople, noteNames } from "./awkward.ts";
import { addAwkwardStructures } from "./awkward-structures.ts";
import { todayOf } from "./calendar.ts";
import type { Draft } from "./draft.ts";
import { addAwkwardFunctions, fillFunctions } from "./functions.ts";
import { shareOut } from "./groups.ts";
import { createIdentities } from "./identities.ts";
import type { Cases, University } from "./model.ts";
import { addOthers } from "./others.ts";
import { createPerson, nameAt } from "./people.ts";
import { createRandom, shuffle } from "./random.ts";
import { dealSeats } from "./seats.ts";
import { buildStructures, referenceSize } from "./structures.ts";
import { liveThrough } from "./timeline.ts";

export interface SampleChoice {
  /** People with an account on day 0: 77 % active, 23 % disabled. At least 100. */
  readonly size: number;
  readonly seed: number;
  /** Day of the timeline, 0 = 2026-08-27. */
  readonly day: number;
}

/** Accounts by kind on day 0; at 8,886 these are the presentation's own figures. */
export function headcount(size: number): { readonly active: number; readonly pending: number; readonly disabled: number } {
  const active = Math.round((size * 6853) / referenceSize);
  const pending = Math.max(2, Math.round((size * 101) / referenceSize));
  return { active, pending, disabled: size - active };
}

/** Docs/RULES.md §10. Throws RangeError below 100 people, on a negative day, or on numbers that aren't whole. */
export function generateUniversity(choice: SampleChoice): University {
  check(choice);
  const { size, seed, day } = choice;
  const draft = foundUniversity(size, seed);
  const counted = new Set(draft.people.slice(0, size).map((person) => person.id));
  liveThrough(draft, day);
  return { size, seed, day, today: todayOf(day), structures: draft.structures, people: draft.people, cases: draft.cases, counted };
}

function check({ size, seed, day }: SampleChoice): void {
  if (!Number.isInteger(size) || size < 100) throw new RangeError(`size must be a whole number from 100 on: ${size}`);
  if (!Number.isInteger(seed)) throw new RangeError(`seed must be a whole number: ${seed}`);
  if (!Number.isInteger(day) || day < 0) throw new RangeError(`day must be a whole number from 0 on: ${day}`);
}

/** Day 0: eligible people first, then leaving ones, disabled ones, and those that campus ignores. */
function foundUniversity(size: number, seed: number): Draft {
  const random = createRandom(seed, size);
  const structures = buildStructures(size);
  const identities = createIdentities();
  const cases: Cases = {};
  const { active, pending } = headcount(size);
  const groups = shuffle(shareOut(active - pending), random);
  const eligible = groups.map((group, index) => createPerson(nameAt(index, random), group, identities));
  noteNames(eligible, cases);
  dealSeats(eligible, structures, random);
  fillFunctions(eligible, structures.own, cases);
  const all = [...structures.own, ...structures.foreign];
  const draft: Draft = {
    size,
    seed,
    random,
    identities,
    cases,
    structures: all,
    exact: structures.exact,
    people: eligible,
    eligible: [...eligible],
    taken: new Set(),
  };
  addAwkwardPeople(draft);
  addAwkwardFunctions(eligible, structures.exact, cases);
  addAwkwardStructures(draft);
  addOthers(draft, headcount(size));
  return draft;
}
