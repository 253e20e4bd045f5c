/** Saved plans: what was shown, approved and applied, protected by its digest. */
import { type Selectable, sql } from "kysely";
import type { Change } from "#core/change.ts";
import { AppError } from "#core/errors.ts";
import type { LedgerWrite } from "#core/ledger.ts";
import type { Plan } from "#core/plan.ts";
import type { Problem } from "#core/problem.ts";
import type { Approval, SavedPlan } from "#engine/ports.ts";
import { readBody, saveBody, sweepBodies } from "./bodies.ts";
import { parseId } from "./ids.ts";
import type { Line, Packed } from "./pack.ts";
import { runRow } from "./runs.ts";
import type { Db, PlanRow, Tx } from "./tables.ts";

/** Kept whatever their age; a held part waits 7 days (docs/RULES.md §7), so younger ones stay too, and approved ones always. */
const plansKept = 30;

export function* planLines(plan: Plan): Generator<Line> {
  yield ["plan", headOf(plan)];
  for (const change of plan.changes) yield ["change", change];
  for (const problem of plan.problems) yield ["problem", problem];
  for (const problem of plan.ignored) yield ["ignored", problem];
  for (const write of plan.bookkeeping) yield ["write", write];
}

type Head = Pick<Plan, "server" | "today" | "guards" | "scope" | "undoing" | "released">;

function headOf({ server, today, guards, scope, undoing, released }: Plan): Head {
  return {
    ...{ server, today, guards },
    ...(scope === undefined ? {} : { scope }),
    ...(undoing === undefined ? {} : { undoing }),
    ...(released === undefined ? {} : { released }),
  };
}

/** @throws AppError plan.unknown when the run is not one of this store. */
export async function savePlan(tx: Tx, runId: string, packed: Packed, savedAt: string): Promise<Omit<SavedPlan, "plan">> {
  const run = await runRow(tx, runId);
  await saveBody(tx, packed);
  const { id } = await tx
    .insertInto("plans")
    .values({ server: run.server, run_id: run.id, sha256: packed.sha256, saved_at: savedAt })
    .returning("id")
    .executeTakeFirstOrThrow();
  await tx.updateTable("runs").set({ plan_id: id }).where("id", "=", run.id).execute();
  await purge(tx, run.server, savedAt);
  return { id: String(id), sha256: packed.sha256, savedAt, by: run.by };
}

async function purge(tx: Tx, server: string, now: string): Promise<void> {
  const gone = await sql`delete from plans p where p.server = ${server}
    and p.saved_at::timestamptz < ${now}::timestamptz - interval '8 days'
    and p.id not in (select id from plans where server = ${server} order by id desc limit ${sql.lit(plansKept)})
    and not exists (select 1 from approvals a where a.plan_id = p.id)`.execute(tx);
  if ((gone.numAffectedRows ?? 0n) > 0n) await sweepBodies(tx);
}

/** @throws AppError plan.forged when the stored text no longer has its digest. */
export async function loadPlan(tx: Tx, id: string): Promise<SavedPlan | null> {
  const number = parseId(id);
  if (number === null) return null;
  const row = await tx.selectFrom("plans").selectAll().where("id", "=", number).executeTakeFirst();
  return row ? readPlan(tx, row) : null;
}

export async function latestPlan(tx: Tx, server: string): Promise<SavedPlan | null> {
  const row = await tx.selectFrom("plans").selectAll().where("server", "=", server).orderBy("id", "desc").limit(1).executeTakeFirst();
  return row ? readPlan(tx, row) : null;
}

async function readPlan(tx: Tx, row: Selectable<PlanRow>): Promise<SavedPlan> {
  let head: Head | null = null;
  const changes: Change[] = [];
  const problems: Problem[] = [];
  const ignored: Problem[] = [];
  const bookkeeping: LedgerWrite[] = [];
  const genuine = await readBody(tx, row.sha256, ([tag, value]) => {
    if (tag === "plan") head = value as Head;
    else if (tag === "change") changes.push(value as Change);
    else if (tag === "problem") problems.push(value as Problem);
    else if (tag === "ignored") ignored.push(value as Problem);
    else bookkeeping.push(value as LedgerWrite);
  });
  if (!genuine || head === null) throw new AppError("plan.forged", { plan: String(row.id) });
  const plan: Plan = { ...(head as Head), changes, problems, ignored, bookkeeping };
  const { by } = await tx.selectFrom("runs").select("by").where("id", "=", row.run_id).executeTakeFirstOrThrow();
  return { id: String(row.id), sha256: row.sha256, savedAt: row.saved_at, by, plan };
}

/** @throws AppError plan.unknown when there is no such plan: nothing was approved. */
export async function approve(db: Db | Tx, approval: Approval): Promise<void> {
  const { planId, guards, keys, ...said } = approval;
  const id = parseId(planId);
  const plan = id === null ? undefined : await db.selectFrom("plans").select("id").where("id", "=", id).executeTakeFirst();
  if (!plan) throw new AppError("plan.unknown", { plan: planId });
  const row = { ...said, plan_id: plan.id, guards: JSON.stringify(guards), keys: JSON.stringify(keys) };
  await db.insertInto("approvals").values(row).execute();
}

/** In the order in which they were given. */
export async function approvals(db: Db | Tx, planId: string): Promise<Approval[]> {
  const id = parseId(planId);
  if (id === null) return [];
  const rows = await db.selectFrom("approvals").selectAll().where("plan_id", "=", id).orderBy("id").execute();
  return rows.map((row) => ({
    planId,
    by: row.by,
    label: row.label,
    comment: row.comment,
    at: row.at,
    guards: JSON.parse(row.guards) as Approval["guards"],
    keys: JSON.parse(row.keys) as Approval["keys"],
  }));
}
