/** Reading the views: the adapter's whole read against psql copying the same columns of the same rows, on a real PostgreSQL. */
import { join } from "node:path";
import pg from "pg";
import { usedColumns, type ViewName } from "#adapters/directory/views/columns.ts";
import type { SqlSource } from "#config/source.ts";
import { csvColumns } from "#sample/csv.ts";
import { generateUniversity } from "#sample/generate.ts";
import { sqlChunks } from "#sample/sql.ts";
import { findPostgres, startPostgres } from "../test/lab/postgres.ts";
import { postgresDatabase, sqlConfig } from "../test/lab/sql-source.ts";
import { type Measure, measureInChild, medianOf } from "./child.ts";
import { type Benchmark, type Figure, figure, figureWithin, type Wish } from "./figure.ts";
import { runProgram } from "./peak-of.ts";
import { withFolder } from "./stage.ts";

export const sqlBenchmark: Benchmark = {
  name: "sql",
  async run({ people, runs = 5 }: Wish): Promise<readonly Figure[]> {
    const bin = findPostgres();
    if (bin === null) throw new Error("this benchmark needs PostgreSQL: apt-get install postgresql");
    const sizes = people === undefined ? [8_886, 100_000] : [people];
    const figures: Figure[] = [];
    for (const size of sizes) figures.push(...(await withFolder((folder) => compareReads({ bin, folder, size, runs }))));
    return figures;
  },
};

interface Comparison {
  readonly bin: string;
  /** What psql writes its copy into. */
  readonly folder: string;
  readonly size: number;
  readonly runs: number;
}

/** Interleaved, so that whatever else the machine does falls on both. */
async function compareReads({ bin, folder, size, runs }: Comparison): Promise<readonly Figure[]> {
  const output = join(folder, "copy.txt");
  const server = await startPostgres(bin);
  const ours: Measure[] = [];
  const theirs: Measure[] = [];
  try {
    const rows = await fill(server.url, size);
    const config = sqlConfig(postgresDatabase(server.url), { statementSeconds: 300 });
    await copyAll(config, server.url, output);
    for (let run = 0; run < runs; run++) {
      ours.push(await measureInChild("./sql-once.ts", [JSON.stringify(config)]));
      theirs.push(await copyAll(config, server.url, output));
    }
    return describe({ size, rows }, ours, theirs);
  } finally {
    await server.stop();
  }
}

function describe({ size, rows }: { size: number; rows: number }, ours: readonly Measure[], theirs: readonly Measure[]): readonly Figure[] {
  const people = size.toLocaleString("en");
  const pair = (of: string) => ({ value: medianOf(ours, of), floor: medianOf(theirs, of) });
  return [
    figureWithin({ name: `read of ${people} people (${rows.toLocaleString("en")} rows)`, unit: "ms", ...pair("milliseconds") }, 1.5),
    figure({ name: `the same, time of campus's processor, ${people} people`, unit: "ms", value: medianOf(ours, "cpu") }),
    figure({ name: `peak memory, ${people} people`, unit: "MB", ...pair("peak") }),
  ];
}

/** Rows of all views. */
async function fill(url: string, size: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const chunk of sqlChunks(generateUniversity({ size, seed: 1, day: 0 }))) await client.query(chunk);
  await client.query("ANALYZE");
  let rows = 0;
  for (const view of Object.keys(csvColumns)) {
    const counted = await client.query<{ count: string }>(`SELECT count(*) FROM ${view}`);
    rows += Number(counted.rows[0]?.count ?? 0);
  }
  await client.end();
  return rows;
}

/** The same views and columns in one transaction, one after the other, written to a file: psql's start and its connection are counted, as ours are. */
async function copyAll(config: SqlSource, url: string, output: string): Promise<Measure> {
  const copies = Object.entries(config.views).flatMap(([view, one]) => {
    const columns = usedColumns(view as ViewName, csvColumns[one?.view as keyof typeof csvColumns] ?? []);
    return ["-c", `COPY (SELECT ${columns.join(", ")} FROM ${one?.view}) TO STDOUT`];
  });
  const begin = ["-c", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"];
  return { ...(await runProgram("psql", ["-X", "-q", url, ...begin, ...copies, "-c", "COMMIT"], output)) };
}
