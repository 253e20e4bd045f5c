/** The structures' graph read upward: who inherits whom, who stands under whom (docs/RULES.md §4). */
import { isWithin } from "./day.ts";
import type { Directory, Structure } from "./directory.ts";
import type { Day, StructureKey } from "./ids.ts";
import type { Policy } from "./policy.ts";
import { type Succession, settleSuccession } from "./succession.ts";
import { compareText } from "./text.ts";

export interface StructureTree {
  readonly establishment: StructureKey | null;
  /** May have a space today: internal, opened, not closed. */
  readonly hosts: ReadonlySet<StructureKey>;
  readonly sensitive: ReadonlySet<StructureKey>;
  /** Hosts above, below the establishment, in order of code; stops above a sensitive structure. */
  readonly heirs: ReadonlyMap<StructureKey, readonly StructureKey[]>;
  readonly succession: Succession;
}

export function indexStructures(directory: Directory, policy: Policy, today: Day): StructureTree {
  const { structures } = directory;
  const establishment = [...structures.values()].find((one) => one.nature === "establishment")?.key ?? null;
  const sensitive = new Set(policy.structures.sensitive);
  const hosts = new Set<StructureKey>();
  for (const structure of structures.values()) {
    if ((structure.nature === "internal" || structure.nature === "establishment") && isOpen(structure, today)) hosts.add(structure.key);
  }
  const heirs = new Map<StructureKey, readonly StructureKey[]>();
  for (const key of structures.keys()) {
    const found = new Set<StructureKey>();
    for (const parent of structures.get(key)?.parents ?? []) climb(parent, { structures, hosts, sensitive, establishment }, found);
    heirs.set(key, [...found].sort(compareText));
  }
  return { establishment, hosts, sensitive, heirs, succession: settleSuccession(directory, hosts, today) };
}

/** The closing day is the first closed day: a closing date to come is not closed. */
export function isOpen(structure: Structure, today: Day): boolean {
  return isWithin(today, structure.opens, null) && (structure.closes === null || structure.closes > today);
}

interface Graph {
  readonly structures: Directory["structures"];
  readonly hosts: ReadonlySet<StructureKey>;
  readonly sensitive: ReadonlySet<StructureKey>;
  readonly establishment: StructureKey | null;
}

/** Walks through closed or spaceless structures: a child of a closed pole still belongs to the faculty above. */
function climb(key: StructureKey, graph: Graph, found: Set<StructureKey>): void {
  const structure = graph.structures.get(key);
  if (structure === undefined || key === graph.establishment || structure.nature === "external" || found.has(key)) return;
  if (graph.hosts.has(key)) found.add(key);
  if (graph.sensitive.has(key)) return;
  for (const parent of structure.parents) climb(parent, graph, found);
}

/**
 * Structures whose spaces list this one's space: the nearest above that `hasSpace`, else the establishment.
 * Empty for the establishment itself.
 */
export function spacesAbove(
  key: StructureKey,
  structures: Directory["structures"],
  establishment: StructureKey | null,
  hasSpace: (structure: StructureKey) => boolean,
): readonly StructureKey[] {
  if (key === establishment) return [];
  const found = new Set<StructureKey>();
  const walk = (from: StructureKey): void => {
    for (const parent of structures.get(from)?.parents ?? []) {
      const nature = structures.get(parent)?.nature;
      if (parent === establishment || nature === "external" || nature === undefined) continue;
      if (hasSpace(parent)) found.add(parent);
      else walk(parent);
    }
  };
  walk(key);
  if (found.size === 0 && establishment !== null && hasSpace(establishment)) found.add(establishment);
  return [...found].sort(compareText);
}
