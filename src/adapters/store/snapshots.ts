/** The last complete readings of the sources, to explain and compare. */
import { type Selectable, sql } from "kysely";
import type { PersonRecord, SourceReading, StructureRecord } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";
import type { Problem } from "#core/problem.ts";
import { readBody, saveBody, sweepBodies } from "./bodies.ts";
import { type Line, type Packed, pack } from "./pack.ts";
import { runRow } from "./runs.ts";
import type { SnapshotRow, Tx } from "./tables.ts";

/** One reading as lines; its instant stands in the row, so that equal readings are one body. */
function* readingLines({ people, structures, problems, readAt: _, ...head }: SourceReading): Generator<Line> {
  yield ["reading", head];
  for (const structure of structures) yield ["structure", structure];
  for (const person of people) yield ["person", person];
  for (const problem of problems) yield ["problem", problem];
}

export interface PackedReading {
  readonly source: string;
  readonly readAt: string | null;
  readonly packed: Packed;
}

/** One after another: packed readings of a large university side by side would fill the memory. */
export async function packReadings(readings: readonly SourceReading[]): Promise<PackedReading[]> {
  const packed: PackedReading[] = [];
  for (const reading of readings)
    packed.push({ source: reading.source, readAt: reading.readAt ?? null, packed: await pack(readingLines(reading)) });
  return packed;
}

/** Keeps the `keep` newest of each source of the server. */
export async function saveSnapshot(tx: Tx, runId: string, readings: readonly PackedReading[], keep: number): Promise<void> {
  const run = await runRow(tx, runId);
  for (const { source, readAt, packed } of readings) {
    await saveBody(tx, packed);
    const row = { server: run.server, run_id: run.id, sha256: packed.sha256, source, read_at: readAt };
    await tx.insertInto("snapshots").values(row).execute();
  }
  await sql`delete from snapshots where server = ${run.server} and id in (
    select id from (
      select id, row_number() over (partition by source order by id desc) as age from snapshots where server = ${run.server}
    ) as aged where age > ${Math.max(1, keep)})`.execute(tx);
  await sweepBodies(tx);
}

/** @throws AppError store.broken when the stored readings can't be read back. */
export async function latestSnapshot(tx: Tx, server: string): Promise<SourceReading[] | null> {
  const ofServer = tx.selectFrom("snapshots").where("server", "=", server);
  const last = await ofServer.select("run_id").orderBy("id", "desc").limit(1).executeTakeFirst();
  if (!last) return null;
  const rows = await ofServer.selectAll().where("run_id", "=", last.run_id).orderBy("id").execute();
  // One pass saves each source once; the newest counts.
  const bySource = new Map(rows.map((row) => [row.source, row]));
  const readings: SourceReading[] = [];
  for (const row of bySource.values()) readings.push(...(await readRow(tx, server, row)));
  return readings;
}

/** @throws AppError store.broken when the stored reading can't be read back. */
export async function lastReading(tx: Tx, server: string, source: string): Promise<SourceReading | null> {
  const ofServer = tx.selectFrom("snapshots").selectAll().where("server", "=", server).orderBy("id", "desc").limit(1);
  const own = await ofServer.where("source", "=", source).executeTakeFirst();
  const row = own ?? (await ofServer.where("source", "is", null).executeTakeFirst());
  if (!row) return null;
  return (await readRow(tx, server, row)).find((reading) => reading.source === source) ?? null;
}

async function readRow(tx: Tx, server: string, row: Pick<Selectable<SnapshotRow>, "sha256" | "read_at">): Promise<SourceReading[]> {
  const readings: Draft[] = [];
  const genuine = await readBody(tx, row.sha256, (line) => take(readings, line));
  if (!genuine) throw new AppError("store.broken", { what: "snapshot", server });
  return row.read_at === null ? readings : readings.map((reading) => ({ ...reading, readAt: row.read_at ?? "" }));
}

type Draft = SourceReading & {
  readonly structures: StructureRecord[];
  readonly people: PersonRecord[];
  readonly problems: Problem[];
};

function take(readings: Draft[], [tag, value]: Line): void {
  if (tag === "reading") {
    const head = value as Pick<SourceReading, "source" | "kind" | "counts">;
    readings.push({ ...head, structures: [], people: [], problems: [] });
    return;
  }
  const last = readings.at(-1);
  if (tag === "structure") last?.structures.push(value as StructureRecord);
  else if (tag === "person") last?.people.push(value as PersonRecord);
  else last?.problems.push(value as Problem);
}
