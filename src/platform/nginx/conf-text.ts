/** The text of nginx configuration: blocks, indentation, and quotes that a path or a pattern can't break out of. */

export type Line = string | Block;

export interface Block {
  readonly head: string;
  readonly lines: readonly Line[];
}

export function block(head: string, lines: readonly Line[]): Block {
  return { head, lines };
}

/** One configuration file; strings are written as they are, with `;` unless they are comments or end so already. */
export function writeConf(lines: readonly Line[]): string {
  return `${lines.flatMap((line) => indented(line, "")).join("\n")}\n`;
}

function indented(line: Line, indent: string): string[] {
  if (typeof line === "string") return [line === "" ? "" : `${indent}${line}${line.startsWith("#") ? "" : ";"}`];
  return [`${indent}${line.head} {`, ...line.lines.flatMap((inner) => indented(inner, `${indent}  `)), `${indent}}`];
}

/** A value in double quotes. nginx has no way to write a literal dollar in a value: in patterns it stays what it is. */
export function quote(text: string): string {
  return `"${text.replace(/["\\](?=["\\]|$)|"/g, (found) => `\\${found}`)}"`;
}

/** A regular expression as the key of a `map`: case counts. */
export function pattern(source: string): string {
  return `"~${source}"`;
}
