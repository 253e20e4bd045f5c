/** From what somebody typed to the people and structures that are meant. */
import { AppError } from "#core/errors.ts";
import { type StructureKey, structureOf } from "#core/ids.ts";
import type { Scope } from "#core/scope.ts";
import { findPerson, findStructure, type Known } from "./find.ts";
import type { Run } from "./ports.ts";

/**
 * People by key, login or Matrix id; structures by code or acronym, those that only their rooms remember too. On a command's run what
 * is unknown throws `scope.unknown`; for other runs nobody is asked, and it simply concerns nothing.
 */
export function findScope(known: Known, { scope, trigger }: Pick<Run, "scope" | "trigger">): Scope {
  const { people = [], structures = [], kinds = [] } = scope ?? {};
  return {
    people: found(people, (text) => findPerson(known, text), { what: "person", strict: trigger === "command" }),
    structures: found(structures, (text) => findStructure(known, text) ?? rememberedIn(known, text), {
      what: "structure",
      strict: trigger === "command",
    }),
    kinds,
  };
}

function rememberedIn({ ledger }: Known, text: string): StructureKey | null {
  for (const key of ledger.rooms.keys()) if (structureOf(key) === text) return text as StructureKey;
  return null;
}

interface Asked {
  readonly what: "person" | "structure";
  readonly strict: boolean;
}

/** Something asked for that is not there still restricts: a part never becomes everything. */
function found<K extends string>(texts: readonly K[], find: (text: string) => K | null, { what, strict }: Asked): K[] {
  return texts.map((text) => {
    const key = find(text);
    if (key === null && strict) throw new AppError("scope.unknown", { what, name: text });
    return key ?? text;
  });
}
