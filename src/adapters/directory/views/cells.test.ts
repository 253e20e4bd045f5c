/** Values of rows in every costume. */
import { describe, expect, it } from "vitest";
import { keyIn, readFlag, textIn, withoutNul } from "./cells.ts";

describe("readFlag", () => {
  it("reads yes and no as databases and people write them", () => {
    for (const yes of ["O", "o", "oui", "1", "1.0", "t", "TRUE", "vrai", "Y", "-1", " O "]) expect(readFlag(yes), yes).toBe(true);
    for (const no of ["N", "n", "non", "0", "0.00", "f", "False", "faux", "no", undefined]) expect(readFlag(no), no).toBe(false);
  });

  it("says that it can't read anything else", () => {
    for (const other of ["X", "?", "2", "peut-être"]) expect(readFlag(other)).toBe(null);
  });
});

describe("texts", () => {
  it("are untouched; blanks of every kind are nothing", () => {
    const cells = ["  Inès ", "", " \u00a0\t", null, "00012", "\u00e9t\u00e9"];
    expect(cells.map((_, at) => textIn(cells, at))).toEqual(["  Inès ", undefined, undefined, undefined, "00012", "été"]);
    expect([keyIn(cells, 0), keyIn(cells, 4), textIn(cells, 9), textIn(cells, -1)]).toEqual(["Inès", "00012", undefined, undefined]);
  });

  it("lose NULs, which no store accepts", () => expect(withoutNul("a\u0000b\u0000")).toBe("ab"));
});
