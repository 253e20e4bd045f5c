/** The writer's output, read by a YAML library, is the value that went in. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { writeYaml, type YamlValue } from "./yaml.ts";

const scalar = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom("yes", "off", "90d", "1e3", "~", "- x", "a: b"),
);
const value = fc.letrec<{ node: YamlValue }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie("node"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("on", "y", "E0", "m.room.name", "null")), tie("node"), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).node;

describe("writeYaml", () => {
  it("gives back every value unchanged, whichever YAML version reads it", () => {
    fc.assert(
      fc.property(value, (inner) => {
        const text = writeYaml([{ comment: "one", values: { root: inner } }]);
        for (const version of ["1.1", "1.2"] as const) expect(parse(text, { version })).toEqual({ root: inner });
      }),
      { numRuns: 300 },
    );
  });

  it("writes lists of maps and comments as people do", () => {
    const text = writeYaml([{ comment: "Two\nlines.", values: { list: [{ a: 1, b: ["x"] }, []], empty: {} } }]);
    expect(text).toBe('# Two\n# lines.\nlist:\n  - a: 1\n    b:\n      - "x"\n  - []\nempty: {}\n');
  });
});
