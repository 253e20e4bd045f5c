/** Who holds which function today, for counting (docs/RULES.md §5). */
import { addDays, parseDay } from "#core/day.ts";
import type { SourceKind } from "./count.ts";
import type { Places } from "./count-structures.ts";
import type { SampleFunction, University } from "./model.ts";

export interface Holders {
  /** Person → structures they are at the head of. */
  readonly heads: ReadonlyMap<string, readonly string[]>;
  /** Person → structures where they only write announcements. */
  readonly managers: ReadonlyMap<string, readonly string[]>;
}

const headCodes = /^(P00|P10|P50|R00|R40|F10|F60|J.*|D30|T65)$/;

export function holdersOf(university: University, kind: SourceKind, places: Places): Holders {
  const { today } = university;
  const heads = new Map<string, string[]>();
  const managers = new Map<string, string[]>();
  const filled = new Set<string>();
  const current = (one: SampleFunction): boolean => (parseDay(one.from) ?? today) <= today && (parseDay(one.until) ?? today) >= today;
  const present = university.people.filter((one) => one.state !== "disabled");
  for (const person of present) for (const one of person.functions) if (current(one)) filled.add(`${one.structure} ${one.code}`);
  const kept = (one: SampleFunction): boolean => {
    const end = parseDay(one.until);
    return kind === "csv" && end !== null && end < today && addDays(end, 60) >= today && !filled.has(`${one.structure} ${one.code}`);
  };
  for (const person of present) {
    const held = person.functions.filter((one) => places.open.has(one.structure) && (current(one) || kept(one)));
    const of = (test: (code: string) => boolean) => [...new Set(held.filter((one) => test(one.code)).map((one) => one.structure))];
    heads.set(
      person.id,
      of((code) => headCodes.test(code)),
    );
    managers.set(
      person.id,
      of((code) => code === "T57"),
    );
  }
  return { heads, managers };
}
