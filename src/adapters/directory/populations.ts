/** From a source's words to the policy's populations, by the configured ordered table (docs/RULES.md §2). */
import type { PopulationRow } from "#config/source.ts";
import { type Problem, problem } from "#core/problem.ts";
import { clean, fold, matchesCode } from "#core/text.ts";

export interface PopulationReader {
  /** Populations of one person, in the table's order, each once. */
  read(values: readonly string[]): readonly string[];
  /** One problem per value that the table lacks, with how many people have it. */
  problems(): Problem[];
}

/** Remembers each combination of values: a directory has few of them. */
export function createPopulationReader(table: readonly PopulationRow[]): PopulationReader {
  const rows = table.map((row) => ({ ...row, value: foldValue(row.value) }));
  const unmapped = new Map<string, number>();
  const known = new Map<string, { readonly populations: readonly string[]; readonly missing: readonly string[] }>();
  return {
    read(values) {
      const key = values.length === 1 ? (values[0] ?? "") : values.join("\u0000");
      let answer = known.get(key);
      if (answer === undefined) {
        answer = mapValues(values, rows);
        known.set(key, answer);
      }
      for (const value of answer.missing) unmapped.set(value, (unmapped.get(value) ?? 0) + 1);
      return answer.populations;
    },
    problems: () =>
      [...unmapped].sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, people]) => problem("population-unmapped", value, { people })),
  };
}

function mapValues(values: readonly string[], rows: readonly PopulationRow[]) {
  const folded = values.map(foldValue).filter((value) => value !== "");
  const matching = rows.filter((row) => folded.some((value) => matchesCode(row.value, value)));
  const sure = matching.filter((row) => !row.fallback && row.population !== null);
  const used = sure.length > 0 ? sure : matching.filter((row) => row.fallback);
  const populations = [...new Set(used.flatMap((row) => (row.population === null ? [] : [row.population])))];
  const missing = [...new Set(folded.filter((value) => !rows.some((row) => matchesCode(row.value, value))))];
  return { populations, missing };
}

/** `{DEMO}Vacataire` → `vacataire`. A table's own label is compared too when it has one. */
function foldValue(value: string): string {
  return fold(clean(value)).replace(/^\{[^}]*\}/, "");
}
