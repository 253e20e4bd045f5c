/** Values of JSON as the texts that records hold. */
import { withoutNul } from "../views/cells.ts";

/** Texts and numbers as they are written; undefined for nothing, blanks, and what is no single value. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : withoutNul(value);
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return String(value);
  return undefined;
}

/** A list of texts, or one text; anything else in it is left out. */
export function textsOf(value: unknown): string[] {
  const all = Array.isArray(value) ? value : [value];
  return all.flatMap((one) => textOf(one) ?? []);
}

/** A list of objects; null when there is something and it is no such list. */
export function objectsOf(value: unknown): readonly object[] | null {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return null;
  return value.every((one) => typeof one === "object" && one !== null && !Array.isArray(one)) ? value : null;
}

/** Numbers of more digits than a double holds stay as they are written: ids are opaque. Throws SyntaxError. */
export function parseExactly(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const exact = (_key: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" && !Number.isSafeInteger(value) ? (context?.source ?? value) : value;
  return (JSON.parse as (text: string, reviver: typeof exact) => unknown)(text, exact);
}
