/** Rows of COPY as PostgreSQL documents them. */
import { expect, test } from "vitest";
import { readCopyText } from "./copy-rows.ts";

test("values between tabs, row after row, nothing where there is nothing", () => {
  expect(readCopyText("48213\t\tZoé\t48214\tx\t\t")).toEqual(["48213", "", "Zoé", "48214", "x", ""]);
  expect(readCopyText("")).toEqual([]);
});

test("what would break the line comes escaped", () => {
  expect(readCopyText("a\\tb\\nc\\\\d\\re\t\\\\N\t\\b\\f\\v\tplain\t")).toEqual(["a\tb\nc\\d\re", "\\N", "\b\f\v", "plain"]);
});
