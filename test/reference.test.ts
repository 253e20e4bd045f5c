/** The generated pages in docs/reference/ are those that the code would write now. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseConfig } from "#config/load.ts";
import { configJsonSchema, type JsonSchema, meaningOf } from "#config/reference.ts";
import { referencePages } from "../test/write-reference.ts";

const folder = join(import.meta.dirname, "../docs/reference");

test.each([...referencePages()])("docs/reference/%s is up to date (else: node test/write-reference.ts)", (name, text) => {
  expect(readFileSync(join(folder, name), "utf8")).toBe(text);
});

test("the sample file is a valid configuration", () => {
  const sample = referencePages().get("campus.sample.yaml") ?? "";
  expect(parseConfig(sample, "campus.yaml").servers[0]?.name).toBe("prod");
});

test("every key of the configuration is described", () => {
  expect(undescribed(configJsonSchema(), "")).toEqual([]);
});

function undescribed(schema: JsonSchema, path: string): string[] {
  const below = [...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])].flatMap((child) => undescribed(child, path));
  const keys = Object.entries(schema.properties ?? {}).flatMap(([name, child]) => [
    ...(meaningOf(child) ? [] : [`${path}.${name}`]),
    ...undescribed(child, `${path}.${name}`),
  ]);
  return [...keys, ...below];
}
