/** Lines of COPY as PostgreSQL documents them. */
import { expect, test } from "vitest";
import { readCopyLine } from "./copy-rows.ts";

test("values between tabs, \\N for none, an empty text is a value", () => {
  expect(readCopyLine("48213\t\\N\t\tZoé")).toEqual(["48213", null, "", "Zoé"]);
});

test("what would break the line comes escaped", () => {
  expect(readCopyLine("a\\tb\\nc\\\\d\\re\t\\\\N\t\\b\\f\\v")).toEqual(["a\tb\nc\\d\re", "\\N", "\b\f\v"]);
});
