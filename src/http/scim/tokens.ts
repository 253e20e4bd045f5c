/** A filter or a path cut into words, literals and marks. */
import { badRequest } from "./errors.ts";

export interface Token {
  readonly is: "word" | "literal" | "mark";
  readonly text: string;
  /** Of a literal. */
  readonly value?: string | number | boolean | null;
}

const most = 200;
const pattern = /\s*(?:("(?:[^"\\]|\\.)*")|([()[\]])|(-?\d+(?:\.\d+)?(?![\w.]))|([A-Za-z$][\w$:.-]*))/y;
const literals: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

export function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const trimmed = text.trim();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < trimmed.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(trimmed);
    if (match === null) throw badRequest("invalidFilter", `Can't be read from here: ${trimmed.slice(start, start + 50)}`);
    tokens.push(toToken(match));
    if (tokens.length > most) throw badRequest("invalidFilter", `A filter has at most ${most} words.`);
  }
  return tokens;
}

function toToken([, quoted, mark, number, word = ""]: RegExpExecArray): Token {
  if (mark !== undefined) return { is: "mark", text: mark };
  if (number !== undefined) return { is: "literal", text: number, value: Number(number) };
  if (quoted !== undefined) return { is: "literal", text: quoted, value: unquote(quoted) };
  const known = literals[word.toLowerCase()];
  return known === undefined ? { is: "word", text: word } : { is: "literal", text: word, value: known };
}

function unquote(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw badRequest("invalidFilter", `Not a string: ${quoted.slice(0, 50)}`);
  }
}
