/** Writes docs/reference/ from the schema of the configuration and the catalogues of sentences. Run after changing either. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configJsonSchema, configMarkdown } from "#config/reference.ts";
import { configSample } from "#config/sample.ts";
import { codesMarkdown } from "#i18n/reference.ts";

/** File name → text of every generated page. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ["campus.md", configMarkdown()],
    ["campus.schema.json", `${JSON.stringify(configJsonSchema(), null, 2)}\n`],
    ["campus.sample.yaml", configSample()],
    ["codes.fr.md", codesMarkdown("fr")],
    ["codes.en.md", codesMarkdown("en")],
  ]);
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, "../docs/reference");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of referencePages()) writeFileSync(join(folder, name), text);
}
