/** Values of an LDAP entry as texts, whatever their number and encoding. */
import type { AttributePick } from "#config/source.ts";
import { type Problem, problem } from "#core/problem.ts";
import { repairText } from "../repair.ts";

/** One value alone, several in an array, and bytes where they aren't UTF-8. */
export type Values = string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
export interface Entry {
  readonly dn: string;
  readonly [attribute: string]: Values;
}

const none: readonly string[] = [];

/** All values, in the order of the server, which is not stable. */
export function textsOf(entry: Entry, attribute: string, problems: Problem[]): readonly string[] {
  const values = entry[attribute];
  if (typeof values === "string") return [values];
  if (values === undefined) return none;
  if (values instanceof Uint8Array) return [repair(entry, attribute, values, problems)];
  if (values.length === 0) return none;
  return values.map((value) => (typeof value === "string" ? value : repair(entry, attribute, value, problems)));
}

function repair(entry: Entry, attribute: string, bytes: Uint8Array, problems: Problem[]): string {
  const { text, repaired } = repairText(bytes);
  if (repaired) problems.push(problem("encoding-repaired", entry.dn, { attribute }));
  return text;
}

/** One value: of several, the first in sorted order, so that two reads agree. */
export function pickText(entry: Entry, where: AttributePick | null, problems: Problem[]): string | undefined {
  if (where === null) return undefined;
  const values = textsOf(entry, where.attribute, problems);
  const { prefix } = where;
  if (prefix === undefined) return smallest(values);
  return smallest(values.filter((value) => value.startsWith(prefix)).map((value) => cutPrefix(value, prefix)));
}

function smallest(values: readonly string[]): string | undefined {
  if (values.length < 2) return values[0];
  return [...values].sort()[0];
}

function cutPrefix(value: string, prefix: string): string {
  const open = prefix.startsWith("{") && !prefix.includes("}");
  return value.slice(open ? value.indexOf("}") + 1 : prefix.length);
}
