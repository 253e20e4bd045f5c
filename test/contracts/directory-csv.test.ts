/** The directory contract on a CSV folder. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { openSource } from "#adapters/directory/open.ts";
import { CsvSource } from "#config/source.ts";
import { directoryContract } from "./directory.ts";
import { csvFiles } from "./small-university.ts";

const base = mkdtempSync(join(tmpdir(), "campus-csv-"));
for (const [file, text] of Object.entries(csvFiles)) writeFileSync(join(base, file), text);
afterAll(() => rmSync(base, { recursive: true, force: true }));

directoryContract("csv", async () => openSource(CsvSource.parse({ kind: "csv", name: "octopus", folder: "." }), { base }));
