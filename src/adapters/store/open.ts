/** Opens the store that the configuration names, brings its schema up to date, and gives it the shape of the port. */
import type { StoreConfig } from "#config/store.ts";
import type { Day } from "#core/ids.ts";
import type { Store } from "#engine/ports.ts";
import { type Database, type OnStatement, reading, writing } from "./database.ts";
import { decide, decisionHistory, endDecision, loadDecisions, takeRefreshes } from "./decisions.ts";
import { openEmbedded } from "./embedded.ts";
import { forgetServer } from "./forget.ts";
import { loadLedger } from "./ledger-load.ts";
import { writeLedger } from "./ledger-write.ts";
import { migrate } from "./migrate.ts";
import { pack } from "./pack.ts";
import { approvals, approve, latestPlan, loadPlan, planLines, savePlan } from "./plans.ts";
import { openPostgres } from "./postgres.ts";
import { finishRun, listOutcomes, listRuns, saveOutcomes, startRun } from "./runs.ts";
import { lastReading, latestSnapshot, packReadings, saveSnapshot } from "./snapshots.ts";

/** @throws AppError store.locked, store.unreachable, store.full, store.newer, store.broken, config.secret-missing. */
export async function openStore(config: StoreConfig): Promise<Store> {
  return createStore(await openDatabase(config));
}

/** The database under a store, migrated. */
export async function openDatabase(config: StoreConfig, onStatement?: OnStatement): Promise<Database> {
  const database = config.kind === "embedded" ? await openEmbedded(config.folder, onStatement) : await openPostgres(config, onStatement);
  try {
    await migrate(database.db);
    return database;
  } catch (error) {
    const known = database.explain(error);
    await database.close().catch(() => {});
    throw known;
  }
}

export function createStore(database: Database): Store {
  const safe =
    <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      database.check();
      try {
        return await work(...args);
      } catch (error) {
        throw database.explain(error);
      }
    };
  return {
    loadLedger: safe((server: string, today: Day, now?: string) =>
      reading(database, (tx) => loadLedger(tx, server, { today, now: now ?? null })),
    ),
    writeLedger: safe(async (server, writes) => {
      if (writes.length > 0) await writing(database, (tx) => writeLedger(tx, server, writes));
    }),
    loadDecisions: safe((server, today) => reading(database, (tx) => loadDecisions(tx, server, today))),
    decide: safe((server, decisions, at) => writing(database, (tx) => decide(tx, server, decisions, at))),
    endDecision: safe((server, which, end) => writing(database, (tx) => endDecision(tx, server, which, end))),
    decisionHistory: safe((server, filter) => decisionHistory(database.db, server, filter)),
    takeRefreshes: safe((server, runId, people) => writing(database, (tx) => takeRefreshes(tx, server, runId, people))),
    startRun: safe((run) => writing(database, (tx) => startRun(tx, run))),
    finishRun: safe((id, end) => writing(database, (tx) => finishRun(tx, id, end))),
    runs: safe((server, limit) => listRuns(database.db, server, limit)),
    savePlan: safe(async (runId, plan, savedAt) => {
      const packed = await pack(planLines(plan));
      return { ...(await writing(database, (tx) => savePlan(tx, runId, packed, savedAt))), plan };
    }),
    loadPlan: safe((id) => reading(database, (tx) => loadPlan(tx, id))),
    latestPlan: safe((server) => reading(database, (tx) => latestPlan(tx, server))),
    saveOutcomes: safe((runId, today, outcomes) => writing(database, (tx) => saveOutcomes(tx, runId, today, outcomes))),
    outcomes: safe((runId) => reading(database, (tx) => listOutcomes(tx, runId))),
    approve: safe((approval) => writing(database, (tx) => approve(tx, approval))),
    approvals: safe((planId) => approvals(database.db, planId)),
    saveSnapshot: safe(async (_server, runId, readings, keep) => {
      const packed = await packReadings(readings);
      await writing(database, (tx) => saveSnapshot(tx, runId, packed, keep));
    }),
    latestSnapshot: safe((server) => reading(database, (tx) => latestSnapshot(tx, server))),
    lastReading: safe((server, source) => reading(database, (tx) => lastReading(tx, server, source))),
    forgetServer: safe((server) => writing(database, (tx) => forgetServer(tx, server))),
    lock: safe((server, owner) => database.lock(server, owner)),
    close: () => database.close(),
  };
}
