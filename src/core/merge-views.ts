/** What each source says of one person: its entries reduced to one view, the views in the order in which they are asked. */
import { parseDay } from "./day.ts";
import type { PersonRecord, SourceReading, SourceState } from "./directory.ts";
import type { Entry } from "./merge-join.ts";
import { roleOf } from "./merge-policy.ts";
import type { Policy } from "./policy.ts";
import { clean, compareText } from "./text.ts";

/** One source's word about one person. */
export interface View {
  readonly source: number;
  /** The entry that speaks for the source. */
  readonly record: PersonRecord;
  /** That one, and the others that are not disabled: their links count too. */
  readonly linked: readonly PersonRecord[];
  /** Entries of the person in this source. */
  readonly entries: number;
}

/** What is known of every source, by its position. */
export interface Sources {
  readonly names: readonly string[];
  readonly issuing: readonly boolean[];
  /** Gives populations to nobody: it doesn't say who is staff, and so neither that somebody isn't. */
  readonly silent: readonly boolean[];
}

export function describeSources(readings: readonly SourceReading[], policy: Policy): Sources {
  return {
    names: readings.map(({ source }) => source),
    issuing: readings.map(({ source }) => roleOf(policy.merge, source).issuesIds),
    silent: readings.map(({ people }) => readings.length > 1 && people.every(({ populations }) => populations.length === 0)),
  };
}

/** A source that says nothing of a state does not make anybody inactive. */
export const stateOf = ({ state }: PersonRecord): SourceState => state ?? "active";

const stateRank = { active: 0, future: 1, leaving: 2, disabled: 3 } as const;

function isStaff({ populations }: PersonRecord, policy: Policy): boolean {
  return populations.some((population) => policy.populations.eligible.includes(population));
}

/** Of one source's entries, docs/RULES.md §1: active staff first, then the longest valid one; the rest only makes the choice the same everywhere. */
function compareRecords(a: PersonRecord, b: PersonRecord, policy: Policy): number {
  const rank = (record: PersonRecord) => stateRank[stateOf(record)] * 2 + (isStaff(record, policy) ? 0 : 1);
  return (
    rank(a) - rank(b) ||
    compareText(endOf(b), endOf(a)) ||
    compareText(a.login ?? "", b.login ?? "") ||
    compareText(a.origin, b.origin) ||
    compareText(JSON.stringify(a), JSON.stringify(b))
  );
}

function endOf(record: PersonRecord): string {
  return parseDay(record.until) ?? "9999-12-31";
}

export function viewOf(entries: readonly Entry[], policy: Policy): View {
  const [first] = entries;
  if (first === undefined) throw new RangeError("a view without entries");
  if (entries.length === 1) return { source: first.source, record: first.record, linked: [first.record], entries: 1 };
  const sorted = entries.map(({ record }) => record).sort((a, b) => compareRecords(a, b, policy));
  const [record = first.record] = sorted;
  const linked = sorted.filter((one) => one === record || stateOf(one) !== "disabled");
  return { source: first.source, record, linked, entries: entries.length };
}

/** Default order of asking: sources that issue ids, those for which somebody is not disabled, those for which they are staff, then as configured. */
export function viewsOf(entries: readonly Entry[], sources: Sources, policy: Policy): readonly View[] {
  const bySource = [...Map.groupBy(entries, ({ source }) => source).values()];
  const rank = ({ source, record }: View) =>
    (sources.issuing[source] ? 0 : 4) + (stateOf(record) === "disabled" ? 2 : 0) + (seemsStaff(record, source, sources, policy) ? 0 : 1);
  return bySource.map((own) => viewOf(own, policy)).sort((a, b) => rank(a) - rank(b) || a.source - b.source);
}

function seemsStaff(record: PersonRecord, source: number, { silent }: Sources, policy: Policy): boolean {
  return silent[source] === true || isStaff(record, policy);
}

/** The same, for the state alone: docs/RULES.md §1, the active staff entry wins. */
export function viewsByState(views: readonly View[], sources: Sources, policy: Policy): readonly View[] {
  const rank = ({ source, record }: View) => stateRank[stateOf(record)] * 2 + (seemsStaff(record, source, sources, policy) ? 0 : 1);
  return [...views].sort((a, b) => rank(a) - rank(b) || a.source - b.source);
}

/** True when the record says anything of a name. */
export function hasName({ displayName, givenName, familyName }: PersonRecord): boolean {
  return clean(displayName) !== "" || clean(givenName) !== "" || clean(familyName) !== "";
}
