/** Structures of several sources: records of one code, or of one source id, become one record. */
import type { SourceReading, StructureRecord } from "./directory.ts";
import type { Differences, Said } from "./merge-differences.ts";
import { inOrder, ranksOf, roleOf, type StructureAttribute } from "./merge-policy.ts";
import type { Policy } from "./policy.ts";
import { type Problem, problem } from "./problem.ts";
import { clean, compareText, fold } from "./text.ts";

/** Codes are compared without case: SUPANN's supannCodeEntite is caseIgnoreIA5Match. */
export function foldCode(code: string): string {
  return code.trim().toLowerCase();
}

/** One source's record of a structure. */
interface View {
  readonly source: number;
  readonly record: StructureRecord;
}

/** Folded code → record; `aliases`: other codes that a less preferred source gives to the same structure. */
export interface Records {
  readonly byCode: Map<string, StructureRecord>;
  readonly aliases: ReadonlyMap<string, string>;
}

export function collectRecords(readings: readonly SourceReading[], policy: Policy, problems: Problem[], differences: Differences): Records {
  const views = new Map<string, View[]>();
  readings.forEach((reading, source) => {
    for (const [code, record] of recordsOf(reading, problems)) {
      const known = views.get(code);
      if (known) known.push({ source, record });
      else views.set(code, [{ source, record }]);
    }
  });
  const idOf = ({ source, record }: View) => withPrefix(policy, readings[source]?.source ?? "", record.sourceId);
  const aliases = joinByIds(views, idOf, problems);
  const names = readings.map(({ source }) => source);
  const byCode = new Map<string, StructureRecord>();
  for (const code of [...views.keys()].sort(compareText)) {
    const own = views.get(code) ?? [];
    const [only] = own;
    if (only === undefined) continue;
    byCode.set(code, { ...(own.length === 1 ? only.record : mergeRecords(own, { names, policy, differences })), ...sourceIdOf(own, idOf) });
  }
  return { byCode, aliases };
}

/** Records of one source, the first of each code in sorted order. */
function recordsOf(reading: SourceReading, problems: Problem[]): ReadonlyMap<string, StructureRecord> {
  const records = new Map<string, StructureRecord>();
  const sorted = [...reading.structures].sort((a, b) => compareText(a.code, b.code) || compareText(a.origin, b.origin));
  for (const record of sorted) {
    const code = foldCode(record.code);
    if (code === "") problems.push(problem("structure-without-code", record.origin));
    else if (records.has(code)) problems.push(problem("structure-duplicate", record.code, { origin: record.origin }));
    else records.set(code, record);
  }
  return records;
}

function withPrefix({ merge }: Policy, source: string, id: string | undefined): string {
  const text = clean(id);
  return text === "" ? "" : `${roleOf(merge, source).idPrefix}${text}`;
}

type IdOf = (view: View) => string;

function sourceIdOf(views: readonly View[], idOf: IdOf): { readonly sourceId?: string } {
  const id = views.map(idOf).find((text) => text !== "");
  return id === undefined ? {} : { sourceId: id };
}

/**
 * One source id under two codes, in two sources: a renumbering that one of them doesn't follow yet. The preferred source's code stands.
 * When the labels have nothing in common, the ids are of two numberings: both structures stay, the id goes to the preferred one.
 */
function joinByIds(views: Map<string, View[]>, idOf: IdOf, problems: Problem[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  const aliases = new Map<string, string>();
  for (const [code, own] of inTurn(views)) {
    const { sourceId: id } = sourceIdOf(own, idOf);
    if (id === undefined) continue;
    const owner = owners.get(id) ?? code;
    const theirs = views.get(owner) ?? own;
    if (owner === code) owners.set(id, code);
    else if (!shareSource(theirs, own)) {
      problems.push(meet(theirs, own, id));
      if (settleCode(views, { code, own }, theirs)) aliases.set(code, owner);
    }
  }
  return aliases;
}

/** True when both are one structure: its views then stand under the first code. */
function settleCode(views: Map<string, View[]>, { code, own }: { readonly code: string; readonly own: View[] }, theirs: View[]): boolean {
  if (!isAlike(theirs, own)) {
    views.set(code, own.map(withoutId));
    return false;
  }
  theirs.push(...own);
  return views.delete(code);
}

function meet(theirs: readonly View[], own: readonly View[], id: string): Problem {
  const [subject, other] = [codeOf(theirs), codeOf(own)];
  return isAlike(theirs, own)
    ? problem("structure-codes-differ", subject, { other })
    : problem("structure-id-shared", subject, { other, id });
}

function shareSource(theirs: readonly View[], own: readonly View[]): boolean {
  return theirs.some((view) => own.some(({ source }) => source === view.source));
}

/** Codes of the first source first. */
function inTurn(views: ReadonlyMap<string, View[]>): [string, View[]][] {
  return [...views].sort((a, b) => (a[1][0]?.source ?? 0) - (b[1][0]?.source ?? 0) || compareText(a[0], b[0]));
}

function codeOf(views: readonly View[]): string {
  return views[0]?.record.code.trim() ?? "";
}

function withoutId({ source, record: { sourceId: _, ...record } }: View): View {
  return { source, record };
}

function isAlike(theirs: readonly View[], own: readonly View[]): boolean {
  return theirs.some((one) => own.some((other) => textsOf(one.record).some((text) => textsOf(other.record).includes(text))));
}

function textsOf({ longLabel, shortLabel, acronym }: StructureRecord): string[] {
  return [longLabel, shortLabel, acronym].map((text) => fold(clean(text))).filter((text) => text !== "");
}

interface Merging {
  readonly names: readonly string[];
  readonly policy: Policy;
  readonly differences: Differences;
}

const parts: Readonly<Record<StructureAttribute, (record: StructureRecord) => string>> = {
  label: ({ longLabel, shortLabel }) => clean(longLabel) || clean(shortLabel),
  acronym: ({ acronym }) => clean(acronym),
  type: ({ type }) => clean(type),
  parents: ({ parents }) => [...new Set(parents.map(foldCode))].sort(compareText).join(", "),
  opens: ({ opens }) => clean(opens),
  closes: ({ closes }) => clean(closes),
  successor: ({ successor }) => clean(successor),
};

/** Each attribute from the preferred source that gives it; an institution that any source calls external is. */
function mergeRecords(views: readonly View[], merging: Merging): StructureRecord {
  const from = (attribute: StructureAttribute) => preferred(attribute, views, merging);
  const [{ record: first }] = views as readonly [View, ...View[]];
  const { longLabel, shortLabel } = from("label") ?? {};
  const external = views.some(({ record }) => record.external);
  return {
    origin: first.origin,
    code: first.code,
    parents: from("parents")?.parents ?? [],
    ...(longLabel === undefined ? {} : { longLabel }),
    ...(shortLabel === undefined ? {} : { shortLabel }),
    ...field("acronym", from("acronym")),
    ...field("type", from("type")),
    ...field("opens", from("opens")),
    ...field("closes", from("closes")),
    ...field("successor", from("successor")),
    ...(external ? { external } : {}),
  };
}

type Field = "acronym" | "type" | "opens" | "closes" | "successor";

function field<K extends Field>(name: K, record: StructureRecord | undefined): { readonly [P in K]?: string } {
  const text = record?.[name];
  return text === undefined ? {} : ({ [name]: text } as { readonly [P in K]?: string });
}

/** The record of the first source that gives the attribute; what the others give instead is reported. */
function preferred(
  attribute: StructureAttribute,
  views: readonly View[],
  { names, policy, differences }: Merging,
): StructureRecord | undefined {
  const said = inOrder(views, ranksOf(policy.merge.structures[attribute], names)).filter(({ record }) => parts[attribute](record) !== "");
  const [kept, ...rest] = said;
  if (kept === undefined) return undefined;
  const value = parts[attribute](kept.record);
  const others: Said[] = rest
    .filter(({ record }) => fold(parts[attribute](record)) !== fold(value))
    .map(({ source, record }) => ({ source: names[source] ?? "", value: parts[attribute](record) }));
  const subject = codeOf(views);
  if (others.length > 0)
    differences.add({ subject, attribute, kept: { source: names[kept.source] ?? "", value }, others, severity: "info" });
  return kept.record;
}
