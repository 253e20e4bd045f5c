/** Lists the awkward structures present, by code: the table holds them, this names them. */
import { todayOf } from "./calendar.ts";
import type { Draft } from "./draft.ts";
import { addCase } from "./functions.ts";
import type { SampleStructure } from "./model.ts";
import { isClosed, orphanParent } from "./structures.ts";

type Test = (structure: SampleStructure, draft: Draft) => boolean;

const day0 = todayOf(0);
const real = (one: SampleStructure): boolean => one.closes !== null && one.closes < "2100";

const tests: Readonly<Record<string, Test>> = {
  "structure-fictitious": (one) => one.type === "FICT",
  "structure-external": (one) => one.type === "EXT",
  "structure-body": (one) => one.type === "CONS",
  "structure-without-acronym": (one) => one.acronym === "",
  "structure-acronym-in-label": (one) => one.acronym !== "" && one.longLabel.includes(`(${one.acronym})`),
  "structure-long-label": (one) => one.longLabel.length > 200,
  "structure-special-characters": (one) => /[&<>"'’–œŒ]| {2}/.test(one.longLabel),
  "structure-two-parents": (one) => one.parents.length > 1,
  "structure-orphan": (one) => one.parents.includes(orphanParent),
  "structure-cycle": (one) => one.code === "HS_C02" || one.code === "HS_C03",
  "structure-code-characters": (one) => /[^A-Z0-9_]/.test(one.code),
  "structure-closed": (one) => isClosed(one),
  "structure-closing-today": (one) => one.closes === day0,
  "structure-closing-later": (one) => real(one) && !isClosed(one),
  "structure-sentinel-dates": (one) => one.opens === "1900-01-01" || one.closes === "9999-12-31",
  "structure-too-small": (one, draft) => (draft.exact.get(one.code) ?? 9) < 3,
  "structure-under-closed-parent": (one, draft) =>
    one.parents.length > 0 && one.parents.every((code) => draft.structures.some((parent) => parent.code === code && isClosed(parent))),
};

export function addAwkwardStructures(draft: Draft): void {
  for (const structure of draft.structures) {
    for (const [name, test] of Object.entries(tests)) if (test(structure, draft)) addCase(draft.cases, name, structure.code);
  }
}
