/** Opens the store that the configuration names, brings its schema up to date, and gives it the shape of the port. */
import type { StoreConfig } from "#config/store.ts";
import type { Day } from "#core/ids.ts";
import type { Store } from "#engine/ports.ts";
import { type Database, type Fence, noFence, type OnStatement, reading, writing } from "./database.ts";
import { decide, decisionHistory, endDecision, loadDecisions, takeRefreshes } from "./decisions.ts";
import { openEmbedded } from "./embedded.ts";
import { forgetServer } from "./forget.ts";
import { endHolds, holdChanges, standingHolds } from "./holds.ts";
import { defaultLeaseMs, takeLease } from "./leases.ts";
import { loadLedger } from "./ledger-load.ts";
import { writeLedger } from "./ledger-write.ts";
import { migrate } from "./migrate.ts";
import { claimNews, newsFailed, newsSent, postNews, waitingNews } from "./outbox.ts";
import { pack } from "./pack.ts";
import { approvals, approve, latestPlan, loadPlan, planLines, savePlan } from "./plans.ts";
import { openPostgres } from "./postgres.ts";
import { purgeRuns } from "./purge.ts";
import { finishRun, listOutcomes, listRuns, saveOutcomes, startRun } from "./runs.ts";
import { createScimStore } from "./scim-store.ts";
import { lastReading, latestSnapshot, packReadings, saveSnapshot } from "./snapshots.ts";
import type { Tx } from "./tables.ts";

/** @throws AppError store.locked, store.unreachable, store.full, store.newer, store.broken, config.secret-missing. */
export async function openStore(config: StoreConfig, leaseMs?: number): Promise<Store> {
  return createStore(await openDatabase(config), leaseMs);
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

/** `leaseMs` = how long a pass that froze keeps others waiting. */
export function createStore(database: Database, leaseMs = defaultLeaseMs): Store {
  return storeBehind(database, noFence, leaseMs);
}

function storeBehind(database: Database, fence: Fence, leaseMs: number): Store {
  const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => writing(database, (tx) => fence(tx).then(() => work(tx)));
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
    writeLedger: safe(async (server, writes, told) => {
      const outcomes = told?.outcomes ?? [];
      if (writes.length + outcomes.length === 0) return;
      await write(async (tx) => {
        await writeLedger(tx, server, writes);
        if (told && outcomes.length > 0) await saveOutcomes(tx, told.runId, told.today, outcomes);
      });
    }),
    loadDecisions: safe((server, today) => reading(database, (tx) => loadDecisions(tx, server, today))),
    decide: safe((server, decisions, at) => write((tx) => decide(tx, server, decisions, at))),
    endDecision: safe((server, which, end) => write((tx) => endDecision(tx, server, which, end))),
    decisionHistory: safe((server, filter) => decisionHistory(database.db, server, filter)),
    takeRefreshes: safe((server, runId, only) => write((tx) => takeRefreshes(tx, server, runId, only))),
    startRun: safe((run) => write((tx) => startRun(tx, run))),
    finishRun: safe((id, end) => write((tx) => finishRun(tx, id, end))),
    runs: safe((server, limit) => listRuns(database.db, server, limit)),
    purgeRuns: safe((before) => write((tx) => purgeRuns(tx, before))),
    savePlan: safe(async (runId, plan, savedAt) => {
      const packed = await pack(planLines(plan));
      return { ...(await write((tx) => savePlan(tx, runId, packed, savedAt))), plan };
    }),
    loadPlan: safe((id) => reading(database, (tx) => loadPlan(tx, id))),
    latestPlan: safe((server) => reading(database, (tx) => latestPlan(tx, server))),
    saveOutcomes: safe((runId, today, outcomes) => write((tx) => saveOutcomes(tx, runId, today, outcomes))),
    outcomes: safe((runId) => reading(database, (tx) => listOutcomes(tx, runId))),
    approve: safe((approval) => write((tx) => approve(tx, approval))),
    approvals: safe((planId) => approvals(database.db, planId)),
    holdChanges: safe((server, holds) => write((tx) => holdChanges(tx, server, holds))),
    standingHolds: safe((server, now) => reading(database, (tx) => standingHolds(tx, server, now))),
    endHolds: safe((server, keys, at) => write((tx) => endHolds(tx, server, keys, at))),
    postNews: safe((server, posts, at) => write((tx) => postNews(tx, server, posts, at))),
    waitingNews: safe((server, now, limit) => reading(database, (tx) => waitingNews(tx, server, now, limit))),
    claimNews: safe((id, now, until) => write((tx) => claimNews(tx, id, now, until))),
    newsSent: safe((id, at) => write((tx) => newsSent(tx, id, at))),
    newsFailed: safe((id, failure, nextAt) => write((tx) => newsFailed(tx, id, failure, nextAt))),
    saveSnapshot: safe(async (_server, runId, readings, keep) => {
      const packed = await packReadings(readings);
      await write((tx) => saveSnapshot(tx, runId, packed, keep));
    }),
    latestSnapshot: safe((server) => reading(database, (tx) => latestSnapshot(tx, server))),
    scim: createScimStore(database, safe),
    lastReading: safe((server, source) => reading(database, (tx) => lastReading(tx, server, source))),
    forgetServer: safe((server) => write((tx) => forgetServer(tx, server))),
    lock: safe(async (server, owner) => {
      const { guard, ...lease } = await takeLease(database, { server, owner, leaseMs });
      return { ...lease, store: storeBehind(database, guard, leaseMs) };
    }),
    close: () => database.close(),
  };
}
