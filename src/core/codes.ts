/** Codes met in the directory and what the site's rules make of each: what nothing uses comes first (docs/RULES.md §9). */
import type { SourceReading } from "./directory.ts";
import type { Policy } from "./policy.ts";
import { compareText, matchesCode } from "./text.ts";

export type CodeTable = "structureType" | "assignmentKind" | "function" | "population";

export interface MetCode {
  readonly table: CodeTable;
  readonly code: string;
  /** Structures of the type, links of the kind, holders of the function, people of the population. */
  readonly count: number;
  /** What it gives; null = not in the site's rules. */
  readonly gives: string | null;
}

const tables: readonly CodeTable[] = ["structureType", "assignmentKind", "function", "population"];

export function codesMet(readings: readonly SourceReading[], policy: Policy): readonly MetCode[] {
  const counts = new Map<CodeTable, Map<string, number>>(tables.map((table) => [table, new Map()]));
  for (const reading of readings) countReading(counts, reading);
  const met = tables.flatMap((table) =>
    [...(counts.get(table) ?? [])].map(([code, count]): MetCode => ({ table, code, count, gives: givenBy(table, code, policy) })),
  );
  return met.sort(
    (a, b) =>
      tables.indexOf(a.table) - tables.indexOf(b.table) ||
      Number(a.gives !== null) - Number(b.gives !== null) ||
      b.count - a.count ||
      compareText(a.code, b.code),
  );
}

type Counts = ReadonlyMap<CodeTable, Map<string, number>>;

function countReading(counts: Counts, { structures, people, problems }: SourceReading): void {
  const add = (table: CodeTable, code: string, count = 1) => {
    const own = counts.get(table);
    own?.set(code, (own.get(code) ?? 0) + count);
  };
  for (const { type } of structures) add("structureType", type ?? "");
  for (const person of people) {
    for (const { kind } of person.assignments) add("assignmentKind", kind);
    for (const { code } of person.functions) add("function", code);
    for (const population of new Set(person.populations)) add("population", population);
  }
  // What the source's own table of populations doesn't know never became one.
  for (const { code, subject, params } of problems)
    if (code === "population-unmapped") add("population", subject, Number(params.people ?? 1));
}

function givenBy(table: CodeTable, code: string, policy: Policy): string | null {
  switch (table) {
    case "structureType":
      return natureOf(code, policy.structures);
    case "assignmentKind":
      return Object.entries(policy.assignments).find(([kind]) => kind === code)?.[1] ?? null;
    case "function":
      return Object.entries(policy.functions.table).find(([pattern]) => matchesCode(pattern, code.trim()))?.[1] ?? null;
    case "population":
      return policy.populations.eligible.includes(code) ? "eligible" : null;
    default:
      return table satisfies never;
  }
}

/** A type that no list names is one of an ordinary, internal structure. */
function natureOf(type: string, { establishmentTypes, fictitiousTypes, bodyTypes }: Policy["structures"]): string {
  const among = (patterns: readonly string[]) => patterns.some((pattern) => matchesCode(pattern, type));
  if (among(establishmentTypes)) return "establishment";
  if (among(fictitiousTypes)) return "fictitious";
  return among(bodyTypes) ? "body" : "internal";
}
