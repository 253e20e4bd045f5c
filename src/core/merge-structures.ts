/** Structures: codes matched whatever their case, parents resolved, cycles cut, natures told. */
import { parseDay } from "./day.ts";
import type { SourceReading, Structure, StructureNature, StructureRecord } from "./directory.ts";
import { type StructureKey, structureKey } from "./ids.ts";
import { collectDifferences } from "./merge-differences.ts";
import { collectRecords, foldCode, type Records } from "./merge-records.ts";
import { labelOf } from "./naming.ts";
import type { Policy } from "./policy.ts";
import { type Problem, problem } from "./problem.ts";
import { clean, compareText, matchesCode } from "./text.ts";

export type StructureIndex = ReadonlyMap<StructureKey, Structure>;

/** Folded code → key, other codes of the same structure included. */
export type CodeIndex = ReadonlyMap<string, StructureKey>;

export interface MergedStructures {
  readonly structures: StructureIndex;
  readonly codes: CodeIndex;
}

/** Docs/RULES.md §4: several parents are kept; unknown ones are dropped with a problem, so are edges that close a cycle. */
export function mergeStructures(readings: readonly SourceReading[], policy: Policy, problems: Problem[]): MergedStructures {
  const differences = collectDifferences(policy.merge);
  const found = collectRecords(readings, policy, problems, differences);
  problems.push(...differences.problems());
  const records = found.byCode;
  const codes = [...records.keys()].sort(compareText);
  const parents = cutCycles(codes, resolveParents(codes, found, problems), (code, parent) => {
    problems.push(problem("structure-cycle", records.get(code)?.code ?? code, { parent }));
  });
  const establishment = findEstablishment({ codes, records, parents }, policy, problems);
  adoptOrphans(codes, records, parents, establishment);
  const inside = reachEstablishment(codes, parents, establishment, records);
  const merged = new Map<StructureKey, Structure>();
  for (const code of codes) {
    const record = records.get(code);
    if (record === undefined) continue;
    const key = structureKey(record.code.trim());
    const nature = code === establishment ? "establishment" : natureOf(code, record, inside, policy);
    merged.set(key, toStructure(key, record, { nature, parents: parents.get(code) ?? [], found, problems }));
  }
  return { structures: merged, codes: indexCodes(merged, found) };
}

function indexCodes(structures: StructureIndex, { byCode, aliases }: Records): CodeIndex {
  const codes = new Map([...structures.keys()].map((key) => [foldCode(key), key]));
  for (const [other, code] of aliases) codes.set(other, structureKey(byCode.get(code)?.code.trim() ?? code));
  return codes;
}

type Edges = Map<string, string[]>;

function resolveParents(codes: readonly string[], { byCode: records, aliases }: Records, problems: Problem[]): Edges {
  const edges: Edges = new Map();
  for (const code of codes) {
    const named = (records.get(code)?.parents ?? []).map((parent) => aliases.get(foldCode(parent)) ?? foldCode(parent));
    const declared = new Set(named.filter((parent) => parent !== "" && parent !== code));
    const known = [...declared].filter((parent) => records.has(parent)).sort(compareText);
    for (const parent of [...declared].filter((one) => !records.has(one)).sort(compareText)) {
      const severity = known.length > 0 ? "info" : "warning";
      problems.push(problem("structure-parent-unknown", records.get(code)?.code ?? code, { parent }, severity));
    }
    edges.set(code, known);
  }
  return edges;
}

/** Walks up from each code in sorted order; an edge back to the path being walked is dropped. */
function cutCycles(codes: readonly string[], edges: Edges, dropped: (code: string, parent: string) => void): Edges {
  const done = new Set<string>();
  const path = new Set<string>();
  const visit = (code: string): void => {
    path.add(code);
    const kept: string[] = [];
    for (const parent of edges.get(code) ?? []) {
      if (path.has(parent)) {
        dropped(code, parent);
        continue;
      }
      if (!done.has(parent)) visit(parent);
      kept.push(parent);
    }
    edges.set(code, kept);
    path.delete(code);
    done.add(code);
  };
  for (const code of codes) if (!done.has(code)) visit(code);
  return edges;
}

interface Declared {
  readonly codes: readonly string[];
  readonly records: ReadonlyMap<string, StructureRecord>;
  readonly parents: Edges;
}

function findEstablishment({ codes, records, parents }: Declared, policy: Policy, problems: Problem[]): string | null {
  const { establishment, establishmentTypes } = policy.structures;
  if (establishment !== null) {
    if (records.has(foldCode(establishment))) return foldCode(establishment);
    problems.push(problem("establishment-missing", establishment, {}, "error"));
    return null;
  }
  const roots = codes.filter((code) => {
    const record = records.get(code);
    return parents.get(code)?.length === 0 && !record?.external && establishmentTypes.includes(record?.type ?? "");
  });
  if (roots.length > 1) problems.push(problem("establishment-ambiguous", roots.join(", "), {}, "error"));
  if (roots.length === 0) problems.push(problem("establishment-missing", "", {}, "error"));
  return largestTree(roots, codes, parents);
}

/** The root with most descendants; ties go to the first code. */
function largestTree(roots: readonly string[], codes: readonly string[], parents: Edges): string | null {
  let best: string | null = null;
  let most = -1;
  for (const root of roots) {
    const size = codes.filter((code) => climbs(code, root, parents)).length;
    if (size > most) [best, most] = [root, size];
  }
  return best;
}

function climbs(code: string, root: string, parents: Edges): boolean {
  return code === root || (parents.get(code) ?? []).some((parent) => climbs(parent, root, parents));
}

/** A structure that declared parents, none of them usable, hangs under the establishment: it is ours, its data is dirty. */
function adoptOrphans(codes: readonly string[], records: Map<string, StructureRecord>, parents: Edges, establishment: string | null): void {
  if (establishment === null) return;
  for (const code of codes) {
    const declared = (records.get(code)?.parents ?? []).some((parent) => parent.trim() !== "");
    if (code !== establishment && declared && parents.get(code)?.length === 0) parents.set(code, [establishment]);
  }
}

function reachEstablishment(
  codes: readonly string[],
  parents: Edges,
  establishment: string | null,
  records: Map<string, StructureRecord>,
): Set<string> {
  const inside = new Set<string>();
  if (establishment === null) return inside;
  const reaches = (code: string): boolean => {
    if (code === establishment || inside.has(code)) return true;
    if (records.get(code)?.external) return false;
    return (parents.get(code) ?? []).some(reaches);
  };
  for (const code of codes) if (reaches(code)) inside.add(code);
  return inside;
}

function natureOf(code: string, record: StructureRecord, inside: ReadonlySet<string>, policy: Policy): StructureNature {
  const type = record.type ?? "";
  if (policy.structures.fictitiousTypes.some((pattern) => matchesCode(pattern, type))) return "fictitious";
  if (!inside.has(code)) return "external";
  return policy.structures.bodyTypes.some((pattern) => matchesCode(pattern, type)) ? "body" : "internal";
}

interface Context {
  readonly nature: StructureNature;
  readonly parents: readonly string[];
  readonly found: Records;
  readonly problems: Problem[];
}

function toStructure(key: StructureKey, record: StructureRecord, context: Context): Structure {
  const { label, acronym, shortened } = labelOf(record);
  if (shortened) context.problems.push(problem("label-shortened", key, {}, "info"));
  const { byCode, aliases } = context.found;
  const keyOf = (code: string) => structureKey(byCode.get(aliases.get(code) ?? code)?.code.trim() ?? code);
  return {
    key,
    sourceId: clean(record.sourceId) || null,
    nature: context.nature,
    type: record.type ?? "",
    acronym,
    label,
    parents: context.parents.map(keyOf).sort(compareText),
    opens: parseDay(record.opens),
    closes: parseDay(record.closes),
    successor: record.successor ? keyOf(foldCode(record.successor)) : null,
  };
}
