/** The map of bad inputs points to tests that exist, by file and by name. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "../docs");
const links = [...readFileSync(join(folder, "BAD-INPUT.md"), "utf8").matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)];

test("the map has its rows", () => expect(links.length).toBeGreaterThan(40));
test.each(links.map(([, name = "", path = ""]) => [name, path] as const))("%s", (name, path) => {
  expect(readFileSync(join(folder, path), "utf8")).toContain(name);
});
