/** Assignments and functions of a person: links to known structures kept, dates read, the rest reported. */
import { isUnreadableDay, parseDay } from "./day.ts";
import type { Assignment, AssignmentKind, FunctionHeld, PersonRecord } from "./directory.ts";
import type { Day, PersonKey, StructureKey } from "./ids.ts";
import { foldCode } from "./merge-records.ts";
import type { CodeIndex } from "./merge-structures.ts";
import type { Policy } from "./policy.ts";
import { type Problem, problem } from "./problem.ts";
import { clean, compareText, matchesCode } from "./text.ts";

export interface Linking {
  readonly codes: CodeIndex;
  readonly policy: Policy;
  readonly problems: Problem[];
}

const kinds: ReadonlySet<string> = new Set<AssignmentKind>(["EMPLOI", "AFFECTATION", "RECHERCHE", "ENSEIGNEMENT", "ETUDE"]);

/** Of all the records, each link once. */
export function assignmentsOf(key: PersonKey, records: readonly PersonRecord[], linking: Linking): readonly Assignment[] {
  return gather(records, (record) => readAssignments(key, record, linking));
}

export function functionsOf(key: PersonKey, records: readonly PersonRecord[], linking: Linking): readonly FunctionHeld[] {
  return gather(records, (record) => readFunctions(key, record, linking));
}

function gather<T extends { structure: StructureKey }>(
  records: readonly PersonRecord[],
  read: (record: PersonRecord) => T[],
): readonly T[] {
  return records.length === 1 && records[0] !== undefined ? read(records[0]) : dedupe(records.flatMap(read));
}

function readAssignments(key: PersonKey, record: PersonRecord, linking: Linking): Assignment[] {
  const assignments: Assignment[] = [];
  for (const row of record.assignments) {
    const structure = knownStructure(key, row.structure, linking);
    if (structure === null) continue;
    if (!kinds.has(row.kind)) {
      linking.problems.push(problem("assignment-kind-unmapped", key, { kind: row.kind }));
      continue;
    }
    const [from, until] = readSpan(key, row, linking.problems);
    assignments.push({ structure, kind: row.kind as AssignmentKind, from, until, principal: row.principal ?? false });
  }
  return sortLinks(assignments);
}

function readFunctions(key: PersonKey, record: PersonRecord, linking: Linking): FunctionHeld[] {
  const functions: FunctionHeld[] = [];
  for (const row of record.functions) {
    const structure = knownStructure(key, row.structure, linking);
    if (structure === null) continue;
    const code = row.code.trim();
    if (!Object.keys(linking.policy.functions.table).some((pattern) => matchesCode(pattern, code))) {
      linking.problems.push(problem("function-unmapped", code, {}, "info"));
      continue;
    }
    const [from, until] = readSpan(key, row, linking.problems);
    functions.push({ structure, code, label: clean(row.label) || null, from, until });
  }
  return sortLinks(functions);
}

function knownStructure(key: PersonKey, code: string, { codes, problems }: Linking): StructureKey | null {
  const found = codes.get(foldCode(code));
  if (found === undefined) problems.push(problem("structure-unknown", key, { structure: code }));
  return found ?? null;
}

function readSpan(key: PersonKey, row: { from?: string; until?: string }, problems: Problem[]): [Day | null, Day | null] {
  reportUnreadable(key, [row.from, row.until], problems);
  return [parseDay(row.from), parseDay(row.until)];
}

export function reportUnreadable(key: PersonKey, texts: readonly (string | undefined)[], problems: Problem[]): void {
  for (const text of texts) if (isUnreadableDay(text)) problems.push(problem("date-unreadable", key, { text: clean(text) }));
}

function sortLinks<T extends { structure: StructureKey }>(links: T[]): T[] {
  return links.length < 2 ? links : links.sort((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)));
}

function dedupe<T extends { structure: StructureKey }>(links: T[]): T[] {
  const seen = new Map(links.map((link) => [JSON.stringify(link), link]));
  return sortLinks([...seen.values()]);
}
