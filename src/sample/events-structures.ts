/** What happens to structures: renamed, recoded, split, merged, reopened. */
import { addCase } from "./functions.ts";
import type { SampleStructure } from "./model.ts";
import { type Moment, structureOf, takePlain, yesterdayOf } from "./moment.ts";
import { assign } from "./seats.ts";

type Event = (moment: Moment) => void;

export function rename(code: string, label: string): Event {
  return (moment) => {
    const structure = structureOf(moment, code);
    if (structure === undefined) return;
    structure.longLabel = label;
    addCase(moment.draft.cases, "event-structure-renamed", code);
  };
}

/** Same id, new code, everywhere. */
export function changeCode(before: string, after: string): Event {
  return (moment) => {
    const { draft } = moment;
    const structure = structureOf(moment, before);
    if (structure === undefined) return;
    structure.code = after;
    const swap = (code: string): string => (code === before ? after : code);
    for (const one of draft.structures) one.parents = one.parents.map(swap);
    for (const person of draft.people) {
      person.assignments = person.assignments.map((one) => ({ ...one, structure: swap(one.structure) }));
      person.functions = person.functions.map((one) => ({ ...one, structure: swap(one.structure) }));
    }
    addCase(draft.cases, "event-code-changed", before);
    addCase(draft.cases, "event-code-changed", after);
  };
}

/** A second structure takes part in it: one more parent. */
export function joinParent(code: string, parent: string): Event {
  return (moment) => {
    const structure = structureOf(moment, code);
    if (structure === undefined) return;
    structure.parents = [...structure.parents, parent];
    addCase(moment.draft.cases, "event-parent-added", code);
  };
}

/** People of `code` are shared between the new structures; the old one closes today. */
export function split(code: string, codes: readonly string[]): Event {
  return (moment) => {
    const old = structureOf(moment, code);
    if (old === undefined) return;
    const made = codes.map((one, index) => found(moment, old, one, `${old.longLabel} ${index + 1}`));
    replace(moment, [old], made, "event-structure-split");
  };
}

/** All become one. */
export function mergeFaculties(codes: readonly string[], after: string): Event {
  return (moment) => {
    const old = codes.map((code) => structureOf(moment, code)).filter((one) => one !== undefined);
    const first = old[0];
    if (first === undefined) return;
    const made = found(moment, first, after, "UFR Lettres, Langues, Histoire & Géographie");
    replace(moment, old, [made], "event-structures-merged");
  };
}

function found({ draft, today }: Moment, like: SampleStructure, code: string, longLabel: string): SampleStructure {
  const made: SampleStructure = {
    ...like,
    id: String(2000 + draft.structures.length),
    code,
    acronym: `${like.acronym}${code.slice(-2)}`,
    shortLabel: `${like.acronym}${code.slice(-2)}`,
    longLabel,
    parents: [...like.parents],
    opens: today,
    closes: null,
    successor: null,
  };
  draft.structures.push(made);
  return made;
}

function replace(moment: Moment, old: readonly SampleStructure[], made: readonly SampleStructure[], name: string): void {
  const { draft, today } = moment;
  const codes = new Set(old.map((one) => one.code));
  const heir = made[0]?.code ?? null;
  for (const one of old) Object.assign(one, { closes: today, successor: heir });
  for (const one of draft.structures) {
    if (!codes.has(one.code)) one.parents = [...new Set(one.parents.map((parent) => (codes.has(parent) ? (heir ?? parent) : parent)))];
  }
  draft.people.forEach((person, index) => {
    const there = made[index % made.length];
    const moved = person.assignments.filter((one) => codes.has(one.structure) && one.until === null);
    if (there === undefined || moved.length === 0 || person.state === "disabled") return;
    const rest = person.assignments.filter((one) => !moved.includes(one));
    const principal = moved.some((one) => one.principal);
    const ended = moved.map((one) => ({ ...one, until: yesterdayOf(moment), principal: false }));
    const next = { structure: there.code, kind: moved[0]?.kind ?? "AFFECTATION", principal, from: today, until: null };
    person.assignments = [next, ...rest, ...ended];
  });
  for (const one of [...old, ...made]) addCase(draft.cases, name, one.code);
}

/** Closed last year, open again: three people come back to it. */
export function reopen(code: string): Event {
  return (moment) => {
    const structure = structureOf(moment, code);
    if (structure === undefined) return;
    structure.closes = null;
    addCase(moment.draft.cases, "event-structure-reopened", code);
    for (let i = 0; i < 3; i += 1) {
      const person = takePlain(moment);
      if (person !== null) assign(person, structure, { from: moment.today, kind: "AFFECTATION", principal: false });
    }
  };
}
