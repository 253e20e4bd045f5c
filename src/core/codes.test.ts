/** Codes met in the directory, counted with what the rules make of them. */
import { describe, expect, it } from "vitest";
import { codesMet } from "./codes.ts";
import type { PersonRecord, SourceReading, StructureRecord } from "./directory.ts";
import { defaultPolicy } from "./policy.ts";
import { problem } from "./problem.ts";

const structure = (code: string, type: string): StructureRecord => ({ origin: code, code, type, parents: [] });
function person(id: string, fields: Partial<PersonRecord>): PersonRecord {
  return { origin: id, id, state: "active", populations: ["cdi"], redList: false, assignments: [], functions: [], ...fields };
}
const reading: SourceReading = {
  source: "si",
  kind: "csv",
  structures: [
    structure("U", "ETAB"),
    structure("A", "COMP"),
    structure("B", "COMP"),
    structure("F", "FICT"),
    structure("C", "{SUPANN}C12"),
  ],
  people: [
    person("1", { assignments: [{ structure: "A", kind: "AFFECTATION" }], functions: [{ structure: "A", code: "J01" }] }),
    person("2", { assignments: [{ structure: "A", kind: "MISSION" }], functions: [{ structure: "A", code: "X99" }] }),
    person("3", { populations: ["student", "student"], functions: [{ structure: "A", code: "X99" }] }),
  ],
  problems: [problem("population-unmapped", "martien", { people: 7 })],
  counts: { people: 3, structures: 5 },
};

describe("codes met in the directory", () => {
  const met = codesMet([reading], defaultPolicy("x.example"));
  it("are counted by table, those that nothing uses first, then the most frequent", () => {
    expect(met.map(({ table, code, count, gives }) => [table, code, count, gives])).toEqual([
      ["structureType", "COMP", 2, "internal"],
      ["structureType", "ETAB", 1, "establishment"],
      ["structureType", "FICT", 1, "fictitious"],
      ["structureType", "{SUPANN}C12", 1, "body"],
      ["assignmentKind", "MISSION", 1, null],
      ["assignmentKind", "AFFECTATION", 1, "all"],
      ["function", "X99", 2, null],
      ["function", "J01", 1, "head"],
      ["population", "martien", 7, null],
      ["population", "student", 1, null],
      ["population", "cdi", 2, "eligible"],
    ]);
  });
  it("of several sources add up", () => {
    const twice = codesMet([reading, reading], defaultPolicy("x.example"));
    expect(twice.find(({ code }) => code === "X99")?.count).toBe(4);
  });
});
