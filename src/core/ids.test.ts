/** Keys of managed rooms: made and taken apart. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isTemplateKey, roomKey, ruleOf, ruleRoom, spaceOf, structureKey, structureOf, structureRoom, templateOf } from "./ids.ts";

describe("room keys", () => {
  it.each(["HS_R55", "A/B", "A/general-x", "a/general", "a/b/space", "é"])("of structure %s are taken apart as they were made", (code) => {
    for (const template of ["space", "annonces", "general", "encadrement", "projets"]) {
      const key = structureRoom(structureKey(code), template);
      expect([templateOf(key), structureOf(key), spaceOf(key)]).toEqual([template, code, structureRoom(structureKey(code), "space")]);
    }
  });

  it("are never two things, whatever the code", () => {
    const code = fc
      .array(fc.constantFrom("A", "b", "/", "-", "space", "general", "rule", "é", "1"), { minLength: 1, maxLength: 5 })
      .map((some) => some.join(""));
    const template = fc.constantFrom("space", "general", "projets", "b", "b-1");
    fc.assert(
      fc.property(code, template, (text, wanted) => {
        const key = structureRoom(structureKey(text), wanted);
        expect([structureOf(key), templateOf(key)]).toEqual([text, wanted]);
      }),
    );
  });

  it("are what they were for the templates and codes of before", () => {
    expect(structureRoom(structureKey("HS_R55"), "space")).toBe("structure:HS_R55");
    expect(structureRoom(structureKey("A/B"), "space")).toBe("structure:A/B");
    expect(structureRoom(structureKey("A/B"), "annonces")).toBe("structure:A/B/annonces");
  });

  it("of a space belong to themselves, of a room made by a rule to no structure", () => {
    expect(spaceOf(roomKey("structure:LAB"))).toBe("structure:LAB");
    const room = ruleRoom("etat-du-si");
    expect([room, ruleOf(room), spaceOf(room), structureOf(room), templateOf(room)]).toEqual([
      "rule:etat-du-si",
      "etat-du-si",
      null,
      null,
      "rule",
    ]);
    expect(ruleOf(roomKey("structure:LAB"))).toBeNull();
  });

  it.each(["rule", "Projets", "a b", "a/b", "1a", "", "x".repeat(33)])("never end in «%s»", (text) => {
    expect(isTemplateKey(text)).toBe(false);
  });
});
