/** The last complete readings of the sources, to explain and compare. */
import { sql } from "kysely";
import type { PersonRecord, SourceReading, StructureRecord } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";
import type { Problem } from "#core/problem.ts";
import { readBody, saveBody, sweepBodies } from "./bodies.ts";
import type { Line, Packed } from "./pack.ts";
import { runRow } from "./runs.ts";
import type { Tx } from "./tables.ts";

export function* snapshotLines(readings: readonly SourceReading[]): Generator<Line> {
  for (const { people, structures, problems, ...head } of readings) {
    yield ["reading", head];
    for (const structure of structures) yield ["structure", structure];
    for (const person of people) yield ["person", person];
    for (const problem of problems) yield ["problem", problem];
  }
}

/** Keeps the `keep` newest of the server. */
export async function saveSnapshot(tx: Tx, runId: string, packed: Packed, keep: number): Promise<void> {
  const run = await runRow(tx, runId);
  await saveBody(tx, packed);
  await tx.insertInto("snapshots").values({ server: run.server, run_id: run.id, sha256: packed.sha256 }).execute();
  await sql`delete from snapshots where server = ${run.server}
    and id not in (select id from snapshots where server = ${run.server} order by id desc limit ${Math.max(1, keep)})`.execute(tx);
  await sweepBodies(tx);
}

/** @throws AppError store.broken when the stored readings can't be read back. */
export async function latestSnapshot(tx: Tx, server: string): Promise<SourceReading[] | null> {
  const row = await tx
    .selectFrom("snapshots")
    .select("sha256")
    .where("server", "=", server)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  const readings: Draft[] = [];
  const genuine = await readBody(tx, row.sha256, (line) => take(readings, line));
  if (!genuine) throw new AppError("store.broken", { what: "snapshot", server });
  return readings;
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
