/** Which entries are one person: by immutable id, else by login or mail where a source is configured so (docs/RULES.md §1). */
import type { PersonRecord, SourceReading } from "./directory.ts";
import { isUnlike } from "./merge-likeness.ts";
import { type JoinKey, type MergePolicy, roleOf, type SourceRole } from "./merge-policy.ts";
import { type Problem, type ProblemCode, problem } from "./problem.ts";
import { clean, compareText } from "./text.ts";

export interface Entry {
  readonly record: PersonRecord;
  /** Position of the source in the order of precedence. */
  readonly source: number;
}

/** Immutable id → entries of that person, of all sources. */
type Groups = Map<string, Entry[]>;

interface Source {
  readonly reading: SourceReading;
  readonly at: number;
  readonly role: SourceRole;
}

/**
 * Sources that issue ids make the people, in their order; the others then add to them. Each source is held against what was there
 * before it, so that the order of its records never matters.
 */
export function joinEntries(readings: readonly SourceReading[], merge: MergePolicy, problems: Problem[]): ReadonlyMap<string, Entry[]> {
  const groups: Groups = new Map();
  const sources = readings.map((reading, at): Source => ({ reading, at, role: roleOf(merge, reading.source) }));
  for (const source of sources.filter(({ role }) => role.issuesIds)) joinSource(groups, source, merge, problems);
  for (const source of sources.filter(({ role }) => !role.issuesIds)) joinSource(groups, source, merge, problems);
  return groups;
}

function joinSource(groups: Groups, source: Source, merge: MergePolicy, problems: Problem[]): void {
  const onlyById = source.role.issuesIds && source.role.joinBy.every((key) => key === "id");
  // Most sites: one source, or several that share one numbering.
  const own = groupOwn(source, onlyById ? problems : null);
  const refused = openRefusals(source, merge);
  const find = onlyById ? null : openFinder(groups, source.role.joinBy);
  const decided = [...own].map(([key, entries]) => ({ key, entries, target: targetOf({ key, entries }, { groups, source, find }) }));
  const claimed = claimedTwice(decided, groups);
  for (const { entries, target } of decided) {
    if (typeof target !== "string") refused.add(target.refused, entries);
    else if (claimed.has(target)) refused.add("entry-joins-several", entries);
    else join(groups, target, entries, refused);
  }
  problems.push(...refused.problems());
}

/** People whom two ids of one source claim by login or mail: nobody knows which of the two it is. */
function claimedTwice(decided: readonly { key: string; target: string | object }[], groups: Groups): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { key, target } of decided) {
    if (typeof target !== "string" || target === key || isAlone(key) || !groups.has(target)) continue;
    if (seen.has(target)) twice.add(target);
    seen.add(target);
  }
  return twice;
}

/** Key of an entry without an id of its own. */
const isAlone = (key: string): boolean => key.startsWith("\u0000");

/** Entries of one source under its own id; those without one each alone, under a key that no id can have. */
function groupOwn({ reading, at, role }: Source, problems: Problem[] | null): Groups {
  const own: Groups = new Map();
  const usesIds = role.joinBy.includes("id");
  let alone = 0;
  for (const record of reading.people.filter(({ fictitious }) => !fictitious)) {
    const id = usesIds ? clean(record.id) : "";
    if (id === "" && problems !== null) {
      problems.push(problem("person-without-id", record.origin));
      continue;
    }
    const key = id === "" ? `\u0000${alone++}` : `${role.idPrefix}${id}`;
    const group = own.get(key);
    if (group) group.push({ record, source: at });
    else own.set(key, [{ record, source: at }]);
  }
  return own;
}

type Refusal = Extract<ProblemCode, "entry-joins-nobody" | "entry-joins-several" | "entries-unlike" | "person-without-id">;

/** The id of the person that these entries belong to, new or not; or why they belong to nobody. */
function targetOf(
  { key, entries }: { readonly key: string; readonly entries: readonly Entry[] },
  { groups, source, find }: { readonly groups: Groups; readonly source: Source; readonly find: Finder | null },
): string | { readonly refused: Refusal } {
  const { issuesIds } = source.role;
  const hasId = !isAlone(key);
  if (hasId && groups.has(key)) return key;
  const found = find === null ? [] : find(entries);
  if (found.length > 1) return { refused: "entry-joins-several" };
  if (found[0] !== undefined) return found[0];
  if (issuesIds) return hasId ? key : { refused: "person-without-id" };
  return { refused: "entry-joins-nobody" };
}

function join(groups: Groups, id: string, entries: readonly Entry[], refused: Refusals): void {
  const group = groups.get(id);
  if (group === undefined) groups.set(id, [...entries]);
  else if (isUnlike(group, entries)) refused.add("entries-unlike", entries);
  else group.push(...entries);
}

/** Ids of the people that entries could be, by login and mail; each once. */
type Finder = (entries: readonly Entry[]) => readonly string[];

function openFinder(groups: Groups, joinBy: readonly JoinKey[]): Finder {
  const keys = joinBy.filter((key) => key !== "id");
  const indexes = keys.map((key) => [key, indexBy(groups, key)] as const);
  return (entries) => {
    const found = new Set<string>();
    for (const [key, index] of indexes)
      for (const { record } of entries) for (const id of index.get(textFor(record, key)) ?? []) found.add(id);
    return [...found];
  };
}

function indexBy(groups: Groups, key: "login" | "mail"): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>();
  for (const [id, entries] of groups) {
    for (const value of new Set(entries.map(({ record }) => textFor(record, key)))) {
      if (value === "") continue;
      const ids = index.get(value);
      if (ids) ids.push(id);
      else index.set(value, [id]);
    }
  }
  return index;
}

function textFor(record: PersonRecord, key: "login" | "mail"): string {
  return clean(record[key]).toLowerCase();
}

interface Refusals {
  add(code: Refusal, entries: readonly Entry[]): void;
  problems(): Problem[];
}

/** Told by origin, in its order, and counted beyond the first ones. */
function openRefusals({ reading: { source } }: Source, { toldOneByOne }: MergePolicy): Refusals {
  const origins = new Map<Refusal, string[]>();
  return {
    add(code, entries) {
      const known = origins.get(code) ?? [];
      for (const { record } of entries) known.push(record.origin);
      origins.set(code, known);
    },
    problems: () => [...origins].flatMap(([code, all]) => tell(code, all.sort(compareText), source, toldOneByOne)),
  };
}

function tell(code: Refusal, origins: readonly string[], source: string, most: number): Problem[] {
  const severity = code === "entries-unlike" ? "error" : "warning";
  const told = origins.slice(0, most).map((origin) => problem(code, origin, { source }, severity));
  if (origins.length <= most) return told;
  return [...told, problem("entries-set-aside", source, { count: origins.length, why: code }, severity)];
}
