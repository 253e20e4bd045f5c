/** From what somebody typed to the people and structures that are meant. */

import { survivorsOf } from "#core/duplicates.ts";
import { AppError } from "#core/errors.ts";
import { type PersonKey, type StructureKey, structureOf } from "#core/ids.ts";
import { formerKey, isFormer } from "#core/moves.ts";
import type { PlanInput } from "#core/plan.ts";
import type { Scope } from "#core/scope.ts";
import { findPerson, findStructure, type Known } from "./find.ts";
import type { Run } from "./ports.ts";

type ScopeKnown = Known & Pick<PlanInput, "decisions">;

/**
 * People by key, login or Matrix id; structures by code or acronym, those that only their rooms remember too. On a command's run what
 * is unknown throws `scope.unknown`; for other runs nobody is asked, and it simply concerns nothing.
 */
export function findScope(known: ScopeKnown, { scope, trigger }: Pick<Run, "scope" | "trigger">): Scope {
  const { people = [], structures = [], kinds = [] } = scope ?? {};
  return {
    people: withOtherAccounts(
      known,
      found(people, (text) => findPerson(known, text), { what: "person", strict: trigger === "command" }),
    ),
    structures: found(structures, (text) => findStructure(known, text) ?? rememberedIn(known, text), {
      what: "structure",
      strict: trigger === "command",
    }),
    kinds,
  };
}

/** One human may have accounts that end: that of a former Matrix id, that of another id of theirs. They go with them. */
function withOtherAccounts({ decisions, ledger }: ScopeKnown, people: readonly PersonKey[]): PersonKey[] {
  const asked = new Set(people);
  const merged = [...survivorsOf(decisions.merges)].filter((pair) => pair.some((one) => asked.has(one))).flat();
  const moved = people.filter((one) => decisions.moves.has(one));
  const left = moved.flatMap((one) => ledger.accounts.get(one)?.userId ?? []).map(formerKey);
  const isAlive = (key: PersonKey) => ["open", "leaving"].includes(ledger.accounts.get(key)?.state ?? "");
  const unended = moved.length === 0 ? [] : [...ledger.accounts.keys()].filter((key) => isFormer(key) && isAlive(key));
  return [...new Set([...people, ...merged, ...left, ...unended])];
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
