/** Structures of a sample of a given size: the first N rows of the table, with members to give to each. */
import { firstDay } from "./calendar.ts";
import { firstStructures } from "./data/structures-first.ts";
import { foreignStructures, moreStructures } from "./data/structures-more.ts";
import type { SampleStructure, StructureType } from "./model.ts";

interface Row {
  readonly structure: SampleStructure;
  readonly weight: number;
  readonly exact: boolean;
}

/** Size of the reference university, whose member counts the table gives. */
export const referenceSize = 8886;

/** About 26 structures at 200 people, 60 at 500, 162 from 8,886 (docs/RULES.md §10). */
export function structureCount(size: number): number {
  if (size <= 200) return 26;
  if (size <= 500) return Math.round(26 + ((size - 200) * 34) / 300);
  if (size >= referenceSize) return 162;
  return Math.round(60 + ((size - 500) * 102) / (referenceSize - 500));
}

export interface Structures {
  readonly own: readonly SampleStructure[];
  readonly foreign: readonly SampleStructure[];
  /** Direct members to give, by code: exact ones, then weights to share the rest by. */
  readonly exact: ReadonlyMap<string, number>;
  readonly weights: ReadonlyMap<string, number>;
}

export function buildStructures(size: number): Structures {
  const rows = `${firstStructures.trim()}\n${moreStructures.trim()}`.split("\n").slice(0, structureCount(size)).map(readRow);
  const foreign = foreignStructures
    .trim()
    .split("\n")
    .map((line, index) => readRow(line, 900 + index).structure);
  const known = new Set([...rows.map((row) => row.structure.code), ...foreign.map((structure) => structure.code), orphanParent]);
  for (const { structure } of rows) keepKnown(structure, known);
  return {
    own: rows.map((row) => row.structure),
    foreign,
    exact: new Map(rows.filter((row) => row.exact).map((row) => [row.structure.code, scaled(row.weight, size)])),
    weights: new Map(rows.filter((row) => !row.exact && row.weight > 0).map((row) => [row.structure.code, row.weight])),
  };
}

/** Parent that no source knows. */
export const orphanParent = "HS_ZZZ";

/** Parents and successors beyond the first N rows fall back on the establishment. */
function keepKnown(structure: SampleStructure, known: ReadonlySet<string>): void {
  const kept = structure.parents.filter((code) => known.has(code));
  structure.parents = kept.length > 0 || structure.type === "ETAB" ? kept : ["UNIV"];
  if (structure.successor !== null && !known.has(structure.successor)) structure.successor = null;
}

/** Members at `size` of a structure that has `weight` in the reference; those below the minimum of 3 stay as they are. */
function scaled(weight: number, size: number): number {
  if (weight < 3 || size === referenceSize) return weight;
  return Math.max(3, Math.round((weight * size) / referenceSize));
}

function readRow(line: string, index: number): Row {
  const [type = "", code = "", acronym = "", label = "", parents = "", weight = "0", closes = "", successor = ""] = line.split("|");
  const longLabel = longLabels[label] ?? label;
  return {
    structure: {
      id: String(1001 + index),
      code,
      type: type as StructureType,
      acronym,
      shortLabel: (acronym || label).slice(0, 50),
      longLabel,
      parents: parents === "" ? [] : parents.split(","),
      opens: index % 7 === 3 ? "1900-01-01" : "2012-01-01",
      closes: closes || (index % 9 === 5 ? "9999-12-31" : null),
      successor: successor || null,
    },
    weight: Number(weight.replace("=", "")),
    exact: weight.startsWith("="),
  };
}

const phrase = "Plateforme technologique inter-établissements d'appui à la recherche sur les interactions ";
const longLabels: Readonly<Record<string, string>> = {
  "@250": phrase.repeat(4).slice(0, 243).trimEnd().padEnd(243, ".").concat(" (PHI)."),
  "@1024": phrase.repeat(16).slice(0, 1024).trimEnd().padEnd(1024, "."),
};

/** Closed on `today`: the closing day is the first closed day; sentinels never close. */
export function isClosed(structure: SampleStructure, today: string = firstDay): boolean {
  return structure.closes !== null && structure.closes <= today;
}
