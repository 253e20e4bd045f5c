/** Which structures may have a space today, and which ones stand above each, for counting. */
import type { SampleStructure, University } from "./model.ts";
import { samplePolicy } from "./policy.ts";
import { isClosed } from "./structures.ts";

export interface Places {
  readonly open: ReadonlySet<string>;
  /** Open structures that inherit the members of each one: above it, below the establishment. */
  readonly above: ReadonlyMap<string, ReadonlySet<string>>;
}

const never: ReadonlySet<string> = new Set(["FICT", "EXT", "CONS"]);

export function countPlaces({ structures, today }: University): Places {
  const byCode = new Map(structures.map((one) => [one.code, one]));
  const opened = (one: SampleStructure): boolean => one.opens === null || one.opens <= today;
  const open = new Set(structures.filter((one) => !never.has(one.type) && !isClosed(one, today) && opened(one)).map((one) => one.code));
  const sensitive = new Set<string>(samplePolicy.sensitive);
  const climb = (code: string, found: Set<string>): Set<string> => {
    if (sensitive.has(code)) return found;
    for (const parent of parentsOf(code, byCode)) {
      if (parent === "UNIV" || found.has(parent) || byCode.get(parent)?.type === "EXT" || !byCode.has(parent)) continue;
      if (open.has(parent)) found.add(parent);
      climb(parent, found);
    }
    return found;
  };
  return { open, above: new Map([...byCode.keys()].map((code) => [code, climb(code, new Set())])) };
}

/** Two structures that are each other's parent: the first by code keeps its edge. */
function parentsOf(code: string, byCode: ReadonlyMap<string, SampleStructure>): readonly string[] {
  const parents = byCode.get(code)?.parents ?? [];
  return parents.filter((parent) => !(code > parent && byCode.get(parent)?.parents.includes(code)));
}
