/** A folder of CSV files, one per V_MATRIX_ view, read as a directory source. */
import { resolve } from "node:path";
import type { CsvSource } from "#config/source.ts";
import type { SourceReading } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";
import type { Problem } from "#core/problem.ts";
import type { DirectorySource } from "#engine/ports.ts";
import { createPopulationReader } from "../populations.ts";
import { assignmentColumns, functionColumns, personColumns, readPeople } from "./people.ts";
import { indexCodes, parentColumns, readStructures, structureColumns } from "./structures.ts";
import { readTable, type Table } from "./table.ts";

/** Relative folders start from `base`. Throws source.* as `readTable` says, and source.empty when no person or no structure is left. */
export function openCsvSource(config: CsvSource, base: string): DirectorySource {
  return { name: config.name, read: () => readFolder(config, resolve(base, config.folder)) };
}

async function readFolder(config: CsvSource, folder: string): Promise<SourceReading> {
  const open = (file: string, columns: readonly string[]) => readTable({ source: config.name, folder, file, columns });
  const { files } = config;
  const [structures, parents, people, assignments, functions] = await Promise.all([
    open(files.structures, structureColumns),
    files.parents === null ? null : open(files.parents, parentColumns),
    open(files.people, personColumns),
    open(files.assignments, assignmentColumns),
    files.functions === null ? null : open(files.functions, functionColumns),
  ]);
  for (const table of [structures, people]) {
    if (table.rows.length === 0) throw new AppError("source.empty", { source: config.name, branch: table.file });
  }
  const tables = [structures, parents, people, assignments, functions].filter((table): table is Table => table !== null);
  const problems: Problem[] = tables.flatMap((table) => [...table.problems]);
  const populations = createPopulationReader(config.populations);
  const codeOf = indexCodes(structures);
  const records = readPeople({ people, assignments, functions }, codeOf, populations, problems);
  problems.push(...populations.problems());
  return {
    source: config.name,
    kind: "csv",
    structures: readStructures(structures, parents, codeOf, config.externalCodes),
    people: records,
    problems,
    counts: { people: records.length, structures: structures.rows.length },
  };
}
