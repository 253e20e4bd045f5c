/** Rows of PostgreSQL's COPY in text format: tabs between values, backslashes before what would break the line. */

/** Nothing and an empty text are written alike, which is one thing to every reader; a backslash is then the rare exception. */
export const copyOptions = "(NULL '')";

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** Values of many rows, one after the other, a tab after each: one cut serves them all. */
export function readCopyText(text: string): string[] {
  const values = text.split("\t");
  values.pop();
  if (!text.includes("\\")) return values;
  return values.map((value) => (value.includes("\\") ? plain(value) : value));
}

function plain(value: string): string {
  return value.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter);
}
