/** From the short form of a scenario to the records that a source would give. */
import type { AssignmentRecord, FunctionRecord, PersonRecord, SourceReading, StructureRecord } from "#core/directory.ts";
import type { Person, Source, Structure, University } from "./scenario.ts";

/** `over` laid on `base`: entries replace one another field by field, null removes. */
export function layOver(base: University | undefined, over: University): University {
  const sources = laySources(base?.sources, over.sources);
  const laid = { structures: layEntries(base?.structures, over.structures), people: layEntries(base?.people, over.people) };
  return { ...base, ...over, ...laid, ...(sources === undefined ? {} : { sources }) };
}

/** Each source is laid over the one of its name; what is not spoken of stays, in its order. */
function laySources(base: University["sources"], over: University["sources"]): University["sources"] {
  if (base === undefined || over === undefined) return over ?? base;
  const laid = Object.entries({ ...base, ...over }).map(([name]) => {
    const [under, upper] = [base[name], over[name]];
    const parts = { structures: layEntries(under?.structures, upper?.structures), people: layEntries(under?.people, upper?.people) };
    return [name, { ...under, ...upper, ...parts }] as const;
  });
  return Object.fromEntries(laid);
}

function layEntries<T extends object>(base: Record<string, T | null> = {}, over: Record<string, T | null> = {}): Record<string, T | null> {
  const merged = { ...base };
  for (const [key, entry] of Object.entries(over)) merged[key] = entry === null ? null : ({ ...merged[key], ...entry } as T);
  return merged;
}

export function toReading(university: Source, source = "si"): SourceReading {
  const structures = Object.entries(university.structures ?? {}).flatMap(([code, one]) => (one ? [toStructure(code, one)] : []));
  const keyed = Object.entries(university.people ?? {}).flatMap(([id, one]) => (one ? [toPerson(id, one)] : []));
  const people = [...keyed, ...(university.entries ?? []).map(({ id, ...one }) => toPerson(id, one))];
  return { source, kind: "csv", structures, people, problems: [], counts: { people: people.length, structures: structures.length } };
}

/** What a pass reads: every source, those that are missing apart with what they last said. */
export function toReadings(university: University): {
  readonly read: readonly SourceReading[];
  readonly missing: readonly SourceReading[];
} {
  const sources = Object.entries(university.sources ?? { si: university });
  const some = (missing: boolean) =>
    sources.filter(([, one]) => ("missing" in one && one.missing === true) === missing).map(([name, one]) => toReading(one, name));
  return { read: some(false), missing: some(true) };
}

function toStructure(code: string, one: Structure): StructureRecord {
  const isEstablishment = one.type === "ETAB";
  return {
    origin: `structure ${code}`,
    code,
    ...given("type", one.type === undefined ? "COMP" : one.type),
    ...given("longLabel", one.label === undefined ? `Structure ${code}` : one.label),
    ...given("acronym", one.acronym === undefined ? code : one.acronym),
    parents: one.parents ?? (isEstablishment || one.external ? [] : ["UNIV"]),
    ...given("opens", one.opens),
    ...given("closes", one.closes),
    ...given("sourceId", one.sourceId),
    ...given("successor", one.successor),
    ...given("external", one.external),
  };
}

function toPerson(id: string | undefined, one: Person): PersonRecord {
  return {
    origin: `person ${id ?? "?"}`,
    ...given("id", id),
    ...given("login", one.login === undefined ? `p${id}` : one.login),
    ...given("displayName", one.name === undefined ? `Personne ${id}` : one.name),
    ...given("givenName", one.given),
    ...given("familyName", one.family),
    ...given("mail", one.mail === undefined ? `p${id}@univ-demo.example` : one.mail),
    ...given("from", one.from),
    ...given("until", one.until),
    ...given("fictitious", one.fictitious),
    ...given("sites", one.sites),
    ...given("state", one.state ?? (one.bare ? undefined : ("active" as const))),
    populations: one.populations ?? (one.bare ? [] : ["administratif"]),
    redList: one.redList ?? false,
    assignments: (one.in ?? []).map(toAssignment),
    functions: (one.functions ?? []).map(toFunction),
  };
}

/** The property when there is a value: an absent field is not an undefined one. */
function given<K extends string, V>(key: K, value: V | null | undefined): { [P in K]?: V } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

/** `LAB KIND from..until`, the last two optional. */
function toAssignment(text: string): AssignmentRecord {
  const [structure = "", kind = "AFFECTATION", span] = text.split(" ");
  return { structure, kind, ...toSpan(span) };
}

function toFunction(text: string): FunctionRecord {
  const [code = "", structure = "", span] = text.split(" ");
  return { structure, code, ...toSpan(span) };
}

function toSpan(span: string | undefined): { from?: string; until?: string } {
  const [from, until] = (span ?? "").split("..");
  return { ...(from ? { from } : {}), ...(until ? { until } : {}) };
}
