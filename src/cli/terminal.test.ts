/** What reaches a terminal is harmless and aligned. */
import { expect, test } from "vitest";
import { neutralise, oneLine, table } from "./terminal.ts";

test("control characters and direction overrides become visible", () => {
  expect(neutralise("a\u001b[31mb\u202ec\u0000")).toBe("a\\u001b[31mb\\u202ec\\u0000");
  expect(neutralise("Zoé Lefèvre\u00a0– « oui »")).toBe("Zoé Lefèvre\u00a0– « oui »");
  expect(oneLine("a\nb")).toBe("a b");
});

test("columns are aligned, numbers to the right", () => {
  expect(
    table([
      ["nom", "1\u202f500"],
      ["é", "7"],
    ]),
  ).toBe("nom  1\u202f500\né        7");
});
