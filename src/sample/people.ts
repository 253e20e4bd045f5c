/** Makes people: name, identity, group; assignments and functions come later. */
import { edgeNames } from "./data/edge-names.ts";
import { familyNames, givenNames } from "./data/names.ts";
import type { Identities } from "./identities.ts";
import type { Group, SamplePerson } from "./model.ts";
import { at, type Random } from "./random.ts";

export interface Name {
  readonly given: string | null;
  readonly family: string;
  readonly displayName: string | null;
}

/** Common names come first in the lists and are drawn more often. */
export function drawName(random: Random): Name {
  const given = at(givenNames, Math.floor(random.next() ** 1.6 * givenNames.length));
  const family = at(familyNames, Math.floor(random.next() ** 1.3 * familyNames.length));
  const compound = random.chance(0.04) ? `${family}-${random.pick(familyNames)}` : family;
  return { given, family: compound, displayName: null };
}

type Choice = Partial<Omit<SamplePerson, "group">>;

/** An active person without any link; `choice` replaces fields. */
export function createPerson(name: Name, group: Group, identities: Identities, choice: Choice = {}): SamplePerson {
  const identity = identities.create(name.given, name.family);
  return {
    ...identity,
    given: name.given,
    family: name.family,
    displayName: name.displayName ?? spoken(name),
    state: "active",
    from: null,
    until: null,
    group,
    redList: false,
    filing: "people",
    studentLogin: null,
    assignments: [],
    functions: [],
    ...choice,
  };
}

function spoken(name: Name): string {
  return name.given === null ? name.family : `${name.given} ${name.family}`;
}

/** The awkward names first, then drawn ones. */
export function nameAt(index: number, random: Random): Name {
  return index < edgeNames.length ? at(edgeNames, index) : drawName(random);
}
