/** Words of sources to populations of the policy. */
import { describe, expect, it } from "vitest";
import { defaultPopulations } from "#config/source.ts";
import { createPopulationReader } from "./populations.ts";

describe("createPopulationReader", () => {
  const read = (...values: string[]) => createPopulationReader(defaultPopulations).read(values);

  it("gives every population that matches, in the table's order", () => {
    expect(read("researcher", "member", "faculty", "teacher")).toEqual(["enseignant", "chercheur"]);
    expect(read("staff", "emeritus")).toEqual(["emerite", "administratif"]);
  });

  it("takes employee for administratif only when nothing more precise is known", () => {
    expect(read("member", "employee")).toEqual(["administratif"]);
    expect(read("employee", "teacher")).toEqual(["enseignant"]);
    expect(read("employee", "student")).toEqual(["administratif"]);
  });

  it("gives none to students, former students, the retired and library readers alone", () => {
    for (const value of ["student", "alum", "retired", "registered-reader", "member"]) expect(read(value)).toEqual([]);
  });

  it("compares without case, accents, spaces or label", () => {
    expect(read("{DEMO}Vacataire ", "ÉMÉRITE", "Hébergé")).toEqual(["vacataire", "emerite", "heberge"]);
  });

  it("matches prefixes, and lets a row ignore a value", () => {
    const reader = createPopulationReader([
      { value: "{SUPANN}AG*", population: "administratif", fallback: false },
      { value: "autre", population: null, fallback: false },
    ]);
    expect(reader.read(["{SUPANN}AGN", "{SUPANN}AGX", "autre"])).toEqual(["administratif"]);
    expect(reader.problems()).toEqual([]);
  });

  it("counts the people of each value that the table lacks", () => {
    const reader = createPopulationReader(defaultPopulations);
    for (const values of [["martien"], ["staff", "Martien"], ["lunaire"], [""]]) reader.read(values);
    expect(reader.problems().map(({ code, subject, params }) => [code, subject, params])).toEqual([
      ["population-unmapped", "lunaire", { people: 1 }],
      ["population-unmapped", "martien", { people: 2 }],
    ]);
  });
});
