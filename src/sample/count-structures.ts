/** Which structures may have a space today, and which ones stand above each, for counting. */
import type { SampleStructure, University } from "./model.ts";
import { samplePolicy } from "./policy.ts";
import { isClosed } from "./structures.ts";

export interface Places {
  readonly open: ReadonlySet<string>;
  /** Open structures that inherit the members of each one: above it, below the establishment. */
  readonly above: ReadonlyMap<string, ReadonlySet<string>>;
  /** Closed structure → the open one that its successors lead to. */
  readonly successors: ReadonlyMap<string, string>;
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
  const above = new Map([...byCode.keys()].map((code) => [code, climb(code, new Set())]));
  const closed = structures.filter((one) => isClosed(one, today));
  return { open, above, successors: new Map(closed.flatMap((one) => takenOver(one, byCode, open))) };
}

/** No more steps than there are structures: two that succeed each other lead nowhere. */
function takenOver(
  closed: SampleStructure,
  byCode: ReadonlyMap<string, SampleStructure>,
  open: ReadonlySet<string>,
): readonly (readonly [string, string])[] {
  let next = closed.successor;
  for (let steps = 0; next !== null && steps < byCode.size; steps += 1) {
    if (open.has(next)) return [[closed.code, next]];
    next = byCode.get(next)?.successor ?? null;
  }
  return [];
}

/** Two structures that are each other's parent: the first by code keeps its edge. */
function parentsOf(code: string, byCode: ReadonlyMap<string, SampleStructure>): readonly string[] {
  const parents = byCode.get(code)?.parents ?? [];
  return parents.filter((parent) => !(code > parent && byCode.get(parent)?.parents.includes(code)));
}
