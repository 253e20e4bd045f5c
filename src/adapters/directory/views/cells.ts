/** Values of one row as texts, whatever the source calls yes, nothing or a number. */

/** In the order of the columns of the view; null or undefined = no value. */
export type Cells = readonly (string | null | undefined)[];

export interface ViewRow {
  readonly cells: Cells;
  /** Where it comes from, for problems: `file:line`, or the view and its key. */
  readonly origin: string;
}

/** Text as it is; undefined when blank. */
export function textIn(cells: Cells, position: number): string | undefined {
  const value = cells[position];
  if (value === null || value === undefined || value === "") return undefined;
  const first = value.charCodeAt(0);
  return (first > 32 && first < 127) || value.trim() !== "" ? value : undefined;
}

/** The same without blanks around: for ids and codes, which stay texts with their leading zeros. */
export function keyIn(cells: Cells, position: number): string | undefined {
  return textIn(cells, position)?.trim();
}

const yes = /^(o|oui|1|1\.0+|-1|t|true|vrai|y|yes)$/i;
const no = /^(n|non|0|0\.0+|f|false|faux|no)$/i;

/** Yes or no in every costume: O/N, oui/non, 1/0, t/f, true/false. Nothing is no; null = can't be read. */
export function readFlag(text: string | undefined): boolean | null {
  if (text === undefined || text === "N") return false;
  const word = text.trim();
  if (yes.test(word)) return true;
  return no.test(word) ? false : null;
}

/** Remembers the answers: the values of a column are few, and often the same from row to row. */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  let last: string | undefined;
  let answer: T | undefined;
  return (text) => {
    if (text === last && answer !== undefined) return answer;
    last = text;
    answer = known.get(text) ?? read(text);
    known.set(text, answer);
    return answer;
  };
}

/** No store accepts NULs, and no name needs them. */
export function withoutNul(text: string): string {
  return text.includes("\u0000") ? text.replaceAll("\u0000", "") : text;
}
