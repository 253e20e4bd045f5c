/** A university while it is being made, and while its days go by. */
import type { Identities } from "./identities.ts";
import type { Cases, SamplePerson, SampleStructure } from "./model.ts";
import type { Random } from "./random.ts";

export interface Draft {
  readonly size: number;
  readonly seed: number;
  readonly random: Random;
  readonly identities: Identities;
  readonly cases: Cases;
  readonly structures: SampleStructure[];
  /** Structures whose number of members must stay as given on day 0. */
  readonly exact: ReadonlyMap<string, number>;
  people: SamplePerson[];
  /** Those with an account to create on day 0, then newcomers too. */
  readonly eligible: SamplePerson[];
  /** Whom the timeline already used. */
  readonly taken: Set<string>;
}

/** How many of a kind at this size, for `reference` of them among 8,886 people; never less than `least`. */
export function scaledCount(size: number, reference: number, least = 1): number {
  return Math.max(least, Math.round((reference * Math.min(size, 20_000)) / 8886));
}
