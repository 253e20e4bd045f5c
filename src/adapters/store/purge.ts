/** Forgets old runs, never what guards, approvals or explanations still need. */
import { sql } from "kysely";
import { sweepBodies } from "./bodies.ts";
import type { Tx } from "./tables.ts";

/** Approvals are looked for in so many runs (src/engine/approve.ts). */
const runsAlwaysKept = 50;

export async function purgeRuns(tx: Tx, before: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`select r.id from runs r
    where r.ended_at is not null and r.ended_at::timestamptz < ${before}::text::timestamptz
    and not exists (select 1 from snapshots s where s.run_id = r.id)
    and not exists (select 1 from plans p join approvals a on a.plan_id = p.id where p.run_id = r.id)
    and r.id not in (select id from (
      select id, row_number() over (partition by server order by id desc) as place from runs) newest where place <= ${sql.lit(runsAlwaysKept)})
    `.execute(tx);
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  for (const table of ["changes", "plans"] as const) await tx.deleteFrom(table).where("run_id", "in", ids).execute();
  await tx.deleteFrom("runs").where("id", "in", ids).execute();
  await sweepBodies(tx);
  return ids.length;
}
