/** Where the people of a closed structure go: along its successors, to the first one that is open (docs/RULES.md §4). */
import type { Directory, Structure } from "./directory.ts";
import type { Day, StructureKey } from "./ids.ts";
import { type Problem, type ProblemCode, problem } from "./problem.ts";

export interface Succession {
  /** Closed structure → the open one that takes its people. */
  readonly heirOf: ReadonlyMap<StructureKey, StructureKey>;
  readonly problems: readonly Problem[];
}

/** `hosts`: structures that may have a space today. */
export function settleSuccession({ structures }: Directory, hosts: ReadonlySet<StructureKey>, today: Day): Succession {
  const heirOf = new Map<StructureKey, StructureKey>();
  const problems: Problem[] = [];
  for (const structure of structures.values()) {
    if (structure.successor === null || structure.closes === null || structure.closes > today || hosts.has(structure.key)) continue;
    const found = follow(structure, structures, hosts);
    if (found.heir !== null) heirOf.set(structure.key, found.heir);
    else problems.push(problem(found.why, structure.key, { successor: found.at }));
  }
  return { heirOf, problems };
}

type Found = { readonly heir: StructureKey } | { readonly heir: null; readonly why: ProblemCode; readonly at: StructureKey };

/** A chain that comes back to a structure already met is cut there. */
function follow(from: Structure, structures: Directory["structures"], hosts: ReadonlySet<StructureKey>): Found {
  const met = new Set<StructureKey>([from.key]);
  let at = from;
  while (at.successor !== null) {
    const next = structures.get(at.successor);
    if (next === undefined) return { heir: null, why: "successor-unknown", at: at.successor };
    if (hosts.has(next.key)) return { heir: next.key };
    if (met.has(next.key)) return { heir: null, why: "successor-loop", at: next.key };
    met.add(next.key);
    at = next;
  }
  return { heir: null, why: "successor-closed", at: at.key };
}
