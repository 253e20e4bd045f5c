/** Composite values of SUPANN. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseComposite } from "./composite.ts";

describe("parseComposite", () => {
  it("reads keys in any order, whatever their case and spaces", () => {
    const parts = { role: "{SUPANN}D30", type: "{SUPANN}S203", code: "HS_R55" };
    for (const text of [
      "[role={SUPANN}D30][type={SUPANN}S203][code=HS_R55]",
      "[code=HS_R55][role={SUPANN}D30][type={SUPANN}S203]",
      " [CODE= HS_R55 ] [Role={SUPANN}D30][type={SUPANN}S203] ",
    ]) {
      expect(Object.fromEntries(parseComposite(text) ?? [])).toEqual(parts);
    }
  });

  it("keeps empty values and values that hold an equals sign", () => {
    expect(Object.fromEntries(parseComposite("[datefin=][label=a=b]") ?? [])).toEqual({ datefin: "", label: "a=b" });
  });

  it("refuses what is not made of [key=value]", () => {
    for (const text of ["", "HS_R55", "[role]", "[role=D30", "role=D30]", "[=x]", "[role=D30]x", "[a=[b]]"]) {
      expect(parseComposite(text), text).toBeNull();
    }
  });

  it("gives the same parts in any order of the keys", () => {
    const part = fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.stringMatching(/^[^[\]\s]{0,12}$/));
    const parts = fc.uniqueArray(part, { minLength: 1, maxLength: 6, selector: ([key]) => key });
    fc.assert(
      fc.property(parts, fc.infiniteStream(fc.nat()), (list, order) => {
        const shuffled = list.map((one) => [order.next().value, one] as const).sort(([a], [b]) => Number(a) - Number(b));
        const text = (all: readonly (readonly [string, string])[]) => all.map(([key, value]) => `[${key}=${value}]`).join("");
        const sorted = (value: string) => [...(parseComposite(value) ?? [])].sort();
        expect(sorted(text(shuffled.map(([, one]) => one)))).toEqual(sorted(text(list)));
      }),
    );
  });
});
