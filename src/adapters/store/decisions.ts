/** What humans decided: the current row of each kind and subject counts, replaced and ended ones stay as history. */
import type { Selectable } from "kysely";
import {
  type Decision,
  type DecisionEnd,
  type DecisionFilter,
  type DecisionRecord,
  decisionsOn,
  historyLimit,
  subjectOf,
} from "#core/decision.ts";
import type { Decisions, Refresh, StructureRefresh } from "#core/decisions.ts";
import type { Day } from "#core/ids.ts";
import type { Scope } from "#core/scope.ts";
import type { DecisionEnding, DecisionName } from "#engine/ports.ts";
import { cleanJson } from "./bulk.ts";
import { runRow } from "./runs.ts";
import type { Db, DecisionRow, Tx } from "./tables.ts";

/** Replaces the current decision of each kind and subject. */
export async function decide(tx: Tx, server: string, decisions: readonly Decision[], at: string): Promise<DecisionRecord[]> {
  const made: DecisionRecord[] = [];
  for (const decision of decisions) {
    const which = { kind: decision.kind, subject: subjectOf(decision) };
    const { by, reason, since, until, ...body } = decision.value;
    await end(tx, server, which, { at, by, why: reason, how: "replaced" });
    const row = { server, ...which, body: cleanJson(body), by, reason, since, until, made_at: at };
    made.push(toRecord(await tx.insertInto("decisions").values(row).returningAll().executeTakeFirstOrThrow()));
  }
  return made;
}

export function endDecision(tx: Tx, server: string, which: DecisionName, ending: DecisionEnding): Promise<DecisionRecord | null> {
  return end(tx, server, which, { ...ending, how: "ended" });
}

async function end(
  tx: Tx,
  server: string,
  { kind, subject }: DecisionName,
  { at, by, why, how }: DecisionEnding & { readonly how: DecisionEnd },
): Promise<DecisionRecord | null> {
  const row = await tx
    .updateTable("decisions")
    .set({ ended_at: at, ended_how: how, ended_by: by, ended_why: why })
    .where("server", "=", server)
    .where("kind", "=", kind)
    .where("subject", "=", subject)
    .where("ended_at", "is", null)
    .returningAll()
    .executeTakeFirst();
  return row ? toRecord(row) : null;
}

/** Decisions in force on `today`, their last day included. */
export async function loadDecisions(tx: Tx, server: string, today: Day): Promise<Decisions> {
  const open = tx.selectFrom("decisions").selectAll().where("server", "=", server).where("ended_at", "is", null);
  const rows = await open
    .where((where) => where.or([where("until", "is", null), where("until", ">=", today)]))
    .orderBy("kind")
    .orderBy("subject")
    .execute();
  return decisionsOn(today, rows.map(toDecision));
}

/** Newest first. */
export async function decisionHistory(db: Db | Tx, server: string, filter: DecisionFilter): Promise<DecisionRecord[]> {
  let query = db.selectFrom("decisions").selectAll().where("server", "=", server);
  if (filter.kinds) query = query.where("kind", "in", filter.kinds.length === 0 ? [""] : [...filter.kinds]);
  if (filter.subject !== undefined) query = query.where("subject", "=", filter.subject);
  if (filter.open !== undefined) query = query.where("ended_at", filter.open ? "is" : "is not", null);
  const rows = await query
    .orderBy("id", "desc")
    .limit(filter.limit ?? historyLimit)
    .execute();
  return rows.map(toRecord);
}

/** A request that an earlier run took and never ended is taken again: that run is over, passes of a server exclude each other. */
export async function takeRefreshes(tx: Tx, server: string, runId: string, only?: Taken): Promise<(Refresh | StructureRefresh)[]> {
  const run = await runRow(tx, runId);
  const rows = await tx
    .updateTable("decisions")
    .set({ taken_run: run.id })
    .where("server", "=", server)
    .where("kind", "in", ["refresh", "structure-refresh"])
    .where("ended_at", "is", null)
    .$if(only !== undefined, (query) =>
      query.where(({ and, or, eb }) =>
        or([
          and([eb("kind", "=", "refresh"), eb("subject", "in", oneAtLeast(only?.people))]),
          and([eb("kind", "=", "structure-refresh"), eb("subject", "in", oneAtLeast(only?.structures))]),
        ]),
      ),
    )
    .returningAll()
    .execute();
  return rows.sort((one, other) => one.id - other.id).map((row) => toDecision(row).value as Refresh | StructureRefresh);
}

type Taken = Pick<Scope, "people" | "structures">;

/** No subject is empty. */
function oneAtLeast(subjects: readonly string[] = []): string[] {
  return subjects.length > 0 ? [...subjects] : [""];
}

function toDecision({ kind, body, by, reason, since, until }: Selectable<DecisionRow>): Decision {
  return { kind, value: { ...(JSON.parse(body) as object), by, reason, since, until } } as Decision;
}

function toRecord(row: Selectable<DecisionRow>): DecisionRecord {
  const { ended_at: at, ended_how: how, ended_by: by, ended_why: why } = row;
  const run = how === "served" && row.taken_run !== null ? String(row.taken_run) : null;
  const ended = at === null ? null : { how: (how ?? "ended") as DecisionEnd, at, by: by ?? "", why: why ?? "", run };
  return { id: String(row.id), decision: toDecision(row), at: row.made_at, ended };
}
