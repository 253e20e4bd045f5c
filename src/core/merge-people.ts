/** People: entries of the same id become one person; texts cleaned, dates read, links to known structures kept. */
import { isUnreadableDay, parseDay } from "./day.ts";
import type { Assignment, AssignmentKind, FunctionHeld, Person, PersonRecord, SourceReading } from "./directory.ts";
import { type Day, type PersonKey, personKey, type StructureKey } from "./ids.ts";
import { foldCode, type StructureIndex } from "./merge-structures.ts";
import { displayNameOf, localpartOf } from "./naming.ts";
import type { Policy } from "./policy.ts";
import { type Problem, problem } from "./problem.ts";
import { clean, compareText, fold, matchesCode } from "./text.ts";

interface Entry {
  readonly record: PersonRecord;
  /** Position of the source in the order of precedence. */
  readonly source: number;
}

interface Merging {
  readonly codes: ReadonlyMap<string, StructureKey>;
  readonly policy: Policy;
  readonly problems: Problem[];
}

/** Docs/RULES.md §1: the key is the source's immutable id; the active staff entry wins. */
export function mergePeople(
  readings: readonly SourceReading[],
  structures: StructureIndex,
  policy: Policy,
  problems: Problem[],
): ReadonlyMap<PersonKey, Person> {
  const codes = new Map([...structures.keys()].map((key) => [foldCode(key), key]));
  const merging: Merging = { codes, policy, problems };
  const entries = groupById(readings, problems);
  const people = new Map<PersonKey, Person>();
  for (const id of [...entries.keys()].sort(compareText)) {
    const key = personKey(id);
    people.set(key, mergeEntries(key, entries.get(id) ?? [], merging));
  }
  return people;
}

function groupById(readings: readonly SourceReading[], problems: Problem[]): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  readings.forEach((reading, source) => {
    for (const record of reading.people) {
      if (record.fictitious) continue;
      const id = clean(record.id);
      if (id === "") {
        problems.push(problem("person-without-id", record.origin));
        continue;
      }
      const group = groups.get(id);
      if (group) group.push({ record, source });
      else groups.set(id, [{ record, source }]);
    }
  });
  return groups;
}

const stateRank = { active: 0, future: 1, leaving: 2, disabled: 3 } as const;

function rank(entry: Entry, policy: Policy): number {
  const staff = entry.record.populations.some((population) => policy.populations.eligible.includes(population));
  return stateRank[entry.record.state] * 2 + (staff ? 0 : 1);
}

/** Active staff first, then the source's precedence, then the longest valid one; the rest only makes the choice the same everywhere. */
function compareEntries(a: Entry, b: Entry, policy: Policy): number {
  return (
    rank(a, policy) - rank(b, policy) ||
    a.source - b.source ||
    compareText(endOf(b.record), endOf(a.record)) ||
    compareText(a.record.login ?? "", b.record.login ?? "") ||
    compareText(a.record.origin, b.record.origin) ||
    compareText(JSON.stringify(a.record), JSON.stringify(b.record))
  );
}

function endOf(record: PersonRecord): string {
  return parseDay(record.until) ?? "9999-12-31";
}

function mergeEntries(key: PersonKey, entries: readonly Entry[], merging: Merging): Person {
  const sorted = entries.length === 1 ? entries : [...entries].sort((a, b) => compareEntries(a, b, merging.policy));
  const winner = sorted[0]?.record;
  if (winner === undefined) throw new RangeError(`no entry for ${key}`);
  if (sorted.length > 1) merging.problems.push(problem("entries-merged", key, { entries: sorted.length }, "info"));
  const linked = sorted.filter((entry) => entry.record === winner || entry.record.state !== "disabled").map((entry) => entry.record);
  reportUnreadable(key, winner, merging.problems);
  const displayName = displayNameOf(winner);
  return {
    key,
    login: readLogin(key, winner, merging),
    displayName,
    foldedName: fold(displayName),
    mail: clean(winner.mail).toLowerCase() || null,
    state: winner.state,
    from: parseDay(winner.from),
    until: parseDay(winner.until),
    populations: winner.populations,
    redList: linked.some((record) => record.redList),
    assignments:
      linked.length === 1 ? readAssignments(key, winner, merging) : dedupe(linked.flatMap((r) => readAssignments(key, r, merging))),
    functions: linked.length === 1 ? readFunctions(key, winner, merging) : dedupe(linked.flatMap((r) => readFunctions(key, r, merging))),
  };
}

function readLogin(key: PersonKey, record: PersonRecord, { policy, problems }: Merging): string {
  const login = clean(record.login);
  if (login === "") {
    if (record.state !== "disabled") problems.push(problem("person-without-login", key));
    return "";
  }
  const lower = login.toLowerCase();
  if (lower === policy.identities.agentSmith || lower === policy.identities.connector) {
    problems.push(problem("login-reserved", key, { login }, "error"));
  } else if (localpartOf(login) === null) problems.push(problem("login-invalid", key, { login }));
  return login;
}

function reportUnreadable(key: PersonKey, record: PersonRecord, problems: Problem[]): void {
  for (const text of [record.from, record.until]) {
    if (isUnreadableDay(text)) problems.push(problem("date-unreadable", key, { text: clean(text) }));
  }
}

const kinds: ReadonlySet<string> = new Set<AssignmentKind>(["EMPLOI", "AFFECTATION", "RECHERCHE", "ENSEIGNEMENT", "ETUDE"]);

function readAssignments(key: PersonKey, record: PersonRecord, merging: Merging): Assignment[] {
  const assignments: Assignment[] = [];
  for (const row of record.assignments) {
    const structure = knownStructure(key, row.structure, merging);
    if (structure === null) continue;
    if (!kinds.has(row.kind)) {
      merging.problems.push(problem("assignment-kind-unmapped", key, { kind: row.kind }));
      continue;
    }
    const [from, until] = readSpan(key, row, merging.problems);
    assignments.push({ structure, kind: row.kind as AssignmentKind, from, until, principal: row.principal ?? false });
  }
  return sortLinks(assignments);
}

function readFunctions(key: PersonKey, record: PersonRecord, merging: Merging): FunctionHeld[] {
  const functions: FunctionHeld[] = [];
  for (const row of record.functions) {
    const structure = knownStructure(key, row.structure, merging);
    if (structure === null) continue;
    const code = row.code.trim();
    if (!Object.keys(merging.policy.functions.table).some((pattern) => matchesCode(pattern, code))) {
      merging.problems.push(problem("function-unmapped", code, {}, "info"));
      continue;
    }
    const [from, until] = readSpan(key, row, merging.problems);
    functions.push({ structure, code, label: clean(row.label) || null, from, until });
  }
  return sortLinks(functions);
}

function knownStructure(key: PersonKey, code: string, { codes, problems }: Merging): StructureKey | null {
  const found = codes.get(foldCode(code));
  if (found === undefined) problems.push(problem("structure-unknown", key, { structure: code }));
  return found ?? null;
}

function readSpan(key: PersonKey, row: { from?: string; until?: string }, problems: Problem[]): [Day | null, Day | null] {
  for (const text of [row.from, row.until]) {
    if (isUnreadableDay(text)) problems.push(problem("date-unreadable", key, { text: clean(text) }));
  }
  return [parseDay(row.from), parseDay(row.until)];
}

function sortLinks<T extends { structure: StructureKey }>(links: T[]): T[] {
  return links.length < 2 ? links : links.sort((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)));
}

function dedupe<T extends { structure: StructureKey }>(links: T[]): T[] {
  const seen = new Map(links.map((link) => [JSON.stringify(link), link]));
  return sortLinks([...seen.values()]);
}
