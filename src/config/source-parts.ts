/** Configuration that every kind of source shares: its name, its table of populations, which codes are of other institutions. */
import { z } from "zod";

export const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "lower-case letters, digits and hyphens")
  .default("directory")
  .describe("Name of the source in plans, guards and logs; unique among the sources.");

export const PopulationRow = z
  .strictObject({
    value: z
      .string()
      .min(1)
      .describe("Value of the source, compared without case, accents or a leading {label}; a final * matches any ending."),
    population: z.string().min(1).nullable().describe("Word of the policy, such as enseignant; null = known, gives no population."),
    fallback: z.boolean().default(false).describe("Used only when no row above gave a population to this person."),
  })
  .describe("One row of the ordered table from the source's values to the policy's populations.");
export type PopulationRow = z.infer<typeof PopulationRow>;

/** The policy's own words, so that a source may write them directly. */
const ownWords = ["titulaire", "cdi", "cdd", "vacataire", "doctorant", "enseignant", "chercheur", "administratif", "emerite", "heberge"];
const row = (value: string, population: string | null, fallback = false): PopulationRow => ({ value, population, fallback });
const ignored = [
  "student",
  "alum",
  "retired",
  "registered-reader",
  "library-walk-in",
  "etudiant",
  "retraite",
  "lecteur",
  "lecteur_scd",
  "invite",
  "fictif",
];

/** Docs/RULES.md §2. `employee` says only that somebody is paid, so it decides when nothing more precise is known. */
export const defaultPopulations: PopulationRow[] = [
  row("teacher", "enseignant"),
  row("faculty", "enseignant"),
  row("researcher", "chercheur"),
  row("emeritus", "emerite"),
  row("affiliate", "heberge"),
  row("staff", "administratif"),
  ...ownWords.map((word) => row(word, word)),
  row("employee", "administratif", true),
  row("member", null),
  ...ignored.map((word) => row(word, null)),
];

export const populations = z
  .array(PopulationRow)
  .default(defaultPopulations)
  .describe("Ordered table of populations; values met that it lacks are reported and give none.");

export const externalCodes = z
  .array(z.string().min(1))
  .default(["EXT_*"])
  .describe("Codes (or PREFIX*) of structures that belong to other institutions.");
