/** What is written to a terminal: names made harmless, tables aligned, lines or a moving bar. */

export interface Stream {
  /** False when the reader lags behind; `drain` then tells when to go on. */
  write(text: string): unknown;
  once?(event: "drain", go: () => void): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Writes a long text piece by piece, no faster than it is read. */
export async function writeAll(stream: Stream, chunks: Iterable<string>): Promise<void> {
  for (const chunk of chunks) {
    if (stream.write(chunk) === false && stream.once) await new Promise<void>((go) => stream.once?.("drain", go));
  }
}

/** Control characters (escape sequences included) and direction overrides become visible: names come from outside. */
export function neutralise(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === "\n" ? "\n" : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A name on one line. */
export function oneLine(text: string): string {
  return neutralise(text.replace(/\n/g, " "));
}

/** Columns aligned with two spaces between them; cells that look like numbers go to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, width(cell));
  const line = (row: readonly string[]) => row.map((cell, at) => pad(oneLine(cell), widths[at] ?? 0)).join("  ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}

function pad(cell: string, to: number): string {
  const blank = " ".repeat(Math.max(0, to - width(cell)));
  return /^-?[\d\u202f,. ]+( s)?$/.test(cell) ? blank + cell : cell + blank;
}

/** Code points, combining marks not counted. */
function width(text: string): number {
  return [...text.normalize("NFC")].filter((point) => !/\p{M}/u.test(point)).length;
}
