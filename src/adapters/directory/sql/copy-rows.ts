/** Lines of PostgreSQL's COPY in text format: tabs between values, backslashes before what would break the line. */

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** One line without its newline to its values. */
export function readCopyLine(line: string): (string | null)[] {
  const values: (string | null)[] = line.split("\t");
  if (!line.includes("\\")) return values;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? "";
    if (value === "\\N") values[at] = null;
    else if (value.includes("\\")) values[at] = plain(value);
  }
  return values;
}

function plain(value: string): string {
  return value.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter);
}
