/** Runs and what became of each change. */
import { setImmediate as letOthersRun } from "node:timers/promises";
import { type Selectable, sql } from "kysely";
import { addDays } from "#core/day.ts";
import { AppError } from "#core/errors.ts";
import type { Weight } from "#core/guard-weights.ts";
import { changeKey, type Day } from "#core/ids.ts";
import { noDetails, type RunDetails } from "#core/run-details.ts";
import type { Outcome, Run, RunEnd, RunStart, RunStatus, Trigger } from "#engine/ports.ts";
import { cleanJson, inStatements } from "./bulk.ts";
import { parseId } from "./ids.ts";
import type { ChangeRow, Db, RunRow, Tx } from "./tables.ts";

/** Days after which what became of each change is forgotten; runs themselves stay. */
const outcomeDays = 400;

/** A run still marked running is one that died: it becomes `interrupted`. Call it under the server's lock. */
export async function startRun(tx: Tx, run: RunStart): Promise<Run> {
  const { server, today, startedAt, by, trigger = "command", scope = null, undoes = null } = run;
  await rememberServer(tx, server);
  if (!run.beside) await interruptRunning(tx, server, startedAt);
  const start = { server, today, started_at: startedAt, by, trigger, scope: scope === null ? null : cleanJson(scope), undoes };
  const row = { ...start, status: "running", ended_at: null, plan_id: null, figures: "{}", error: null };
  const saved = await tx.insertInto("runs").values(row).returningAll().executeTakeFirstOrThrow();
  return toRun(saved);
}

async function interruptRunning(tx: Tx, server: string, at: string): Promise<void> {
  const dead = tx.updateTable("runs").set({ status: "interrupted", ended_at: at }).where("server", "=", server);
  await dead.where("status", "=", "running").execute();
}

async function rememberServer(tx: Tx, name: string): Promise<void> {
  await tx
    .insertInto("servers")
    .values({ name })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** A run of everything that ended well and changed something makes the server one that was applied: the first-run guard opens. */
export async function finishRun(tx: Tx, id: string, end: RunEnd): Promise<void> {
  const run = await runRow(tx, id);
  const { status, endedAt, figures, error, details = {} } = end;
  const row = { status, ended_at: endedAt, figures: JSON.stringify(figures), error: error === null ? null : JSON.stringify(error) };
  await tx
    .updateTable("runs")
    .set({ ...row, details: JSON.stringify(details) })
    .where("id", "=", run.id)
    .execute();
  if (status === "done" || status === "held") await serveRefreshes(tx, run.id, endedAt ?? "");
  if (status !== "done" || run.scope !== null || run.undoes !== null) return;
  await sql`update servers set applied = true where name = ${run.server} and not applied
    and exists (select 1 from changes where run_id = ${run.id} and status = 'applied')`.execute(tx);
  const cut = addDays(run.today as Day, -outcomeDays);
  await tx.deleteFrom("changes").where("server", "=", run.server).where("day", "<", cut).execute();
}

/** Refresh requests that this run took have been served; of a run that ended badly they stay open for the next one. */
async function serveRefreshes(tx: Tx, run: number, at: string): Promise<void> {
  await tx
    .updateTable("decisions")
    .set({ ended_at: at, ended_how: "served", ended_by: "", ended_why: "" })
    .where("taken_run", "=", run)
    .where("ended_at", "is", null)
    .execute();
}

/** Newest first. */
export async function listRuns(db: Db | Tx, server: string, limit: number): Promise<Run[]> {
  const rows = await db.selectFrom("runs").selectAll().where("server", "=", server).orderBy("id", "desc").limit(limit).execute();
  return rows.map(toRun);
}

/** @throws AppError plan.unknown: only a caller's mistake, or a run of another store, can bring an unknown id. */
export async function runRow(tx: Tx, runId: string): Promise<Selectable<RunRow>> {
  const id = parseId(runId);
  const row = id === null ? undefined : await tx.selectFrom("runs").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw new AppError("plan.unknown", { run: runId });
  return row;
}

function toRun(row: Selectable<RunRow>): Run {
  return {
    id: String(row.id),
    server: row.server,
    today: row.today as Day,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    by: row.by,
    trigger: row.trigger as Trigger,
    scope: row.scope === null ? null : (JSON.parse(row.scope) as Run["scope"]),
    undoes: row.undoes,
    details: { ...noDetails, ...(JSON.parse(row.details) as Partial<RunDetails>) },
    status: row.status as RunStatus,
    planId: row.plan_id === null ? null : String(row.plan_id),
    figures: JSON.parse(row.figures) as Run["figures"],
    error: row.error === null ? null : (JSON.parse(row.error) as Run["error"]),
  };
}

/** A key told again in the same run replaces what was said before. */
export async function saveOutcomes(tx: Tx, runId: string, today: Day, outcomes: readonly Outcome[]): Promise<void> {
  const run = await runRow(tx, runId);
  const latest = new Map(outcomes.map((outcome) => [outcome.key, outcome]));
  for await (const json of inStatements([...latest.values()].map(outcomeRow))) {
    await sql`insert into changes (run_id, server, day, key, kind, status, weight, refusal_code, refusal_text)
      select ${run.id}::integer, ${run.server}::text, ${today}::text, r.*
      from json_to_recordset(${json}::text::json)
        as r(key text, kind text, status text, weight text, refusal_code text, refusal_text text)
      on conflict (run_id, key) do update set day = excluded.day, kind = excluded.kind, status = excluded.status,
        weight = excluded.weight, refusal_code = excluded.refusal_code, refusal_text = excluded.refusal_text`.execute(tx);
  }
}

function outcomeRow({ key, kind, status, weight, refusal }: Outcome) {
  return { key, kind, status, weight: weight ?? null, refusal_code: refusal?.code ?? null, refusal_text: refusal?.text ?? null };
}

/** Rows per page of outcomes: PGlite holds the event loop while it works. */
const pageSize = 5_000;

/** In the order in which they were first told. */
export async function listOutcomes(tx: Tx, runId: string): Promise<Outcome[]> {
  const id = parseId(runId);
  if (id === null) return [];
  const outcomes: Outcome[] = [];
  for (let after = 0; ; ) {
    const rows = await outcomePage(tx, id, after);
    for (const row of rows) outcomes.push(toOutcome(row));
    const last = rows.at(-1);
    if (rows.length < pageSize || !last) return outcomes;
    after = last.seq;
    await letOthersRun();
  }
}

function outcomePage(tx: Tx, run: number, after: number) {
  const page = tx.selectFrom("changes").selectAll().where("run_id", "=", run).where("seq", ">", after);
  return page.orderBy("seq").limit(pageSize).execute();
}

function toOutcome(row: Selectable<ChangeRow>): Outcome {
  return {
    key: changeKey(row.key),
    kind: row.kind as Outcome["kind"],
    status: row.status as Outcome["status"],
    refusal: row.refusal_code === null ? null : ({ code: row.refusal_code, text: row.refusal_text ?? "" } as Outcome["refusal"]),
    weight: row.weight as Weight | null,
  };
}
