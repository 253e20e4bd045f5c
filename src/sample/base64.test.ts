/** The portable base64 gives what the platform's own gives. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { base64 } from "./base64.ts";

it("encodes any text as UTF-8 in base64", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => base64(text) === Buffer.from(text, "utf8").toString("base64")));
  expect(base64("Œuvrard Ÿ 👩‍🔬")).toBe(Buffer.from("Œuvrard Ÿ 👩‍🔬", "utf8").toString("base64"));
});
