/** Keys of managed rooms: made and taken apart. */
import { describe, expect, it } from "vitest";
import { roomKey, spaceOf, structureKey, structureOf, structureRoom, templateOf } from "./ids.ts";

describe("room keys", () => {
  it.each(["HS_R55", "A/B", "A/general-x", "é"])("of structure %s are taken apart as they were made", (code) => {
    for (const template of ["space", "annonces", "general", "encadrement"] as const) {
      const key = structureRoom(structureKey(code), template);
      expect([templateOf(key), structureOf(key), spaceOf(key)]).toEqual([template, code, `structure:${code}`]);
    }
  });

  it("of a space belong to themselves", () => {
    expect(spaceOf(roomKey("structure:LAB"))).toBe("structure:LAB");
  });
});
