/** The `merge` part of a policy: whose value wins where several sources speak of one person or structure. */
import { z } from "zod";

const sources = z.array(z.string().min(1)).min(1);
const preferred = (what: string) => sources.exactOptional().describe(`Names of sources, the preferred one first, for ${what}.`);

const people = z.strictObject({
  login: preferred("the login"),
  displayName: preferred("the displayed name and its parts"),
  mail: preferred("the mail address"),
  state: preferred("the state of the account and its days; without it an active entry of staff wins"),
  populations: preferred("the populations"),
  redList: preferred("the red list; without it whoever any source hides is hidden"),
  assignments: preferred("the assignments; without it those of all sources count together"),
  functions: preferred("the functions; without it those of all sources count together"),
});

const structures = z.strictObject({
  label: preferred("the labels"),
  acronym: preferred("the acronym"),
  type: preferred("the type"),
  parents: preferred("the parents"),
  opens: preferred("the opening day"),
  closes: preferred("the closing day"),
  successor: preferred("the structure that replaces it"),
});

const attributes = [...Object.keys(people.shape), ...Object.keys(structures.shape)] as (
  | keyof typeof people.shape
  | keyof typeof structures.shape
)[];

export const mergePatch = z
  .strictObject({
    people: people.describe("Preferred sources for each value of people; others follow in the order of the sources."),
    structures: structures.describe("Preferred sources for each value of structures."),
    ignoreDifferences: z.array(z.enum(attributes)).describe("Values on which sources may differ without a word."),
    toldOneByOne: z.int().min(0).max(10_000).describe("Alike problems of the merge told one by one; those beyond are counted."),
  })
  .partial();

export type MergePatch = z.infer<typeof mergePatch>;

/** Every name of a source that a patch speaks of, with where it stands. */
export function* namesIn(patch: MergePatch | undefined): Generator<{ readonly path: readonly (string | number)[]; readonly name: string }> {
  for (const part of ["people", "structures"] as const) {
    for (const [attribute, names] of Object.entries(patch?.[part] ?? {}))
      for (const [at, name] of names.entries()) yield { path: [part, attribute, at], name };
  }
}
