/** A folder of CSV files, one per V_MATRIX_ view, read as a directory source. */
import { resolve } from "node:path";
import type { CsvSource } from "#config/source.ts";
import type { SourceReading } from "#core/directory.ts";
import { roleIn } from "#core/merge-policy.ts";
import type { DirectorySource } from "#engine/ports.ts";
import { viewNames } from "../views/columns.ts";
import { createViewsReader } from "../views/reader.ts";
import { readTable } from "./table.ts";

/** Relative folders start from `base`. Throws source.* as `readTable` and `createViewsReader` say. */
export function openCsvSource(config: CsvSource, base: string): DirectorySource {
  return { name: config.name, read: () => readFolder(config, resolve(base, config.folder)) };
}

async function readFolder(config: CsvSource, folder: string): Promise<SourceReading> {
  const { name: source, files, populations, externalCodes } = config;
  const open = (file: string | null) => (file === null ? null : readTable({ source, folder, file }));
  const [structures, parents, people, assignments, functions] = await Promise.all([
    open(files.structures),
    open(files.parents),
    open(files.people),
    open(files.assignments),
    open(files.functions),
  ]);
  const tables = { structures, parents, people, assignments, functions };
  const named = (table: typeof structures) => (table === null ? null : { name: table.file, columns: table.columns });
  const reader = createViewsReader(
    { source, kind: "csv", populations, externalCodes, role: roleIn(config) },
    {
      structures: named(structures),
      parents: named(parents),
      people: named(people),
      assignments: named(assignments),
      functions: named(functions),
    },
  );
  for (const view of viewNames) for (const row of tables[view]?.rows ?? []) reader.take[view](row);
  return reader.finish(viewNames.flatMap((view) => tables[view]?.problems ?? []));
}
