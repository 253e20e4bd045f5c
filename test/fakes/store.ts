/** A store in memory: the same promises as the real one, for tests that need no database. */
import { createHash } from "node:crypto";
import { applyWrites } from "#core/apply-writes.ts";
import type { SourceReading } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";
import { countBase, firstDayOfWeek } from "#core/guard-base.ts";
import type { Weight, Weights } from "#core/guard-weights.ts";
import type { ChangeKey, Day } from "#core/ids.ts";
import { emptyLedger, type Ledger } from "#core/ledger.ts";
import type { Plan } from "#core/plan.ts";
import { noDetails } from "#core/run-details.ts";
import type { Approval, Outcome, Run, SavedPlan, Store, Told } from "#engine/ports.ts";
import { openMemoryDecisions } from "./store-decisions.ts";
import { openMemoryHolds } from "./store-holds.ts";
import { openMemoryLeases } from "./store-leases.ts";
import { openMemoryOutbox } from "./store-outbox.ts";
import { openMemoryScim } from "./store-scim.ts";

interface Memory {
  readonly ledgers: Map<string, Ledger>;
  readonly applied: Set<string>;
  readonly runs: Map<string, Run>;
  /** Saved as text: what a caller changes afterwards never reaches the store. */
  readonly plans: Map<
    string,
    { readonly server: string; readonly sha256: string; readonly savedAt: string; readonly by: string; text: string }
  >;
  readonly outcomes: Map<string, Map<ChangeKey, { readonly day: Day; readonly outcome: Outcome }>>;
  readonly approvals: Approval[];
  /** By server: the last reading of each source, and the sources of the last pass. */
  readonly snapshots: Map<string, { readonly readings: Map<string, string>; last: readonly string[] }>;
  /** Last number given to a run or a plan. */
  last: number;
}

/** As the real store: approvals are looked for in so many runs. */
const runsAlwaysKept = 50;

export interface MemoryStore extends Store {
  /** Changes the stored text of a plan behind the store's back. */
  tamper(planId: string): Promise<void>;
  /** Lets the lease of a server run out, as if its holder had frozen. */
  expire(server: string): Promise<void>;
}

export function openMemoryStore(): MemoryStore {
  const memory: Memory = {
    ledgers: new Map(),
    applied: new Set(),
    runs: new Map(),
    plans: new Map(),
    outcomes: new Map(),
    approvals: [],
    snapshots: new Map(),
    last: 0,
  };
  const decisions = openMemoryDecisions((run) => void runOf(memory, run));
  const leases = openMemoryLeases(() => store);
  const store: MemoryStore = {
    ...ledgerPart(memory),
    ...decisions.methods,
    ...runPart(memory, decisions.serve),
    ...planPart(memory),
    ...snapshotPart(memory),
    ...openMemoryHolds(),
    ...openMemoryOutbox(),
    scim: openMemoryScim(),
    forgetServer: async (server) => forget(memory, server),
    ...leases,
    close: async () => {},
  };
  return store;
}

function ledgerPart(memory: Memory): Pick<Store, "loadLedger" | "writeLedger"> {
  return {
    loadLedger: async (server, today, now) => withBase(memory, server, { today, now: now ?? null }),
    writeLedger: async (server, writes, told) => {
      if (told) noteOutcomes(memory, told);
      memory.ledgers.set(server, applyWrites(memory.ledgers.get(server) ?? emptyLedger, writes));
    },
  };
}

function forget(memory: Memory, server: string): void {
  memory.ledgers.delete(server);
  memory.applied.delete(server);
  memory.snapshots.delete(server);
  for (const run of memory.runs.values()) {
    if (run.server !== server) continue;
    memory.outcomes.delete(run.id);
    change(memory, run.id, { planId: null });
  }
  const gone = [...memory.plans].filter(([, plan]) => plan.server === server).map(([id]) => id);
  for (const id of gone) memory.plans.delete(id);
  const kept = memory.approvals.filter(({ planId }) => !gone.includes(planId));
  memory.approvals.splice(0, memory.approvals.length, ...kept);
}

interface When {
  readonly today: Day;
  readonly now: string | null;
}

function withBase(memory: Memory, server: string, when: When): Ledger {
  const ledger = memory.ledgers.get(server) ?? emptyLedger;
  const past = { applied: memory.applied.has(server), ...countWeights(memory, server, when), sources: ledger.base.sources };
  return { ...ledger, base: countBase(ledger, past) };
}

function countWeights(memory: Memory, server: string, { today, now }: When): { hour: Weights; week: Weights } {
  const hour = new Map<Weight, number>();
  const week = new Map<Weight, number>();
  for (const { day, ended, weight } of weightsOf(memory, server)) {
    if (day < firstDayOfWeek(today) || day > today) continue;
    week.set(weight, (week.get(weight) ?? 0) + 1);
    const recent = now !== null && day === today && Date.parse(ended ?? now) > Date.parse(now) - 3_600_000;
    if (recent) hour.set(weight, (hour.get(weight) ?? 0) + 1);
  }
  return { hour, week };
}

function weightsOf(memory: Memory, server: string) {
  const own = [...memory.outcomes].filter(([run]) => memory.runs.get(run)?.server === server);
  const rows = own.flatMap(([run, outcomes]) =>
    [...outcomes.values()].map(({ day, outcome }) => ({ day, ...outcome, ended: memory.runs.get(run)?.endedAt })),
  );
  return rows.flatMap(({ day, ended, status, weight }) => (status === "applied" && weight ? [{ day, ended, weight }] : []));
}

type RunMethods = "purgeRuns" | "startRun" | "finishRun" | "runs" | "saveOutcomes" | "outcomes";
function runPart(memory: Memory, serve: (run: string, at: string) => void): Pick<Store, RunMethods> {
  return {
    startRun: async ({ beside, ...start }) => {
      for (const run of beside ? [] : memory.runs.values()) {
        if (run.server === start.server && run.status === "running")
          change(memory, run.id, { status: "interrupted", endedAt: start.startedAt });
      }
      const id = String(++memory.last);
      const asked = { trigger: start.trigger ?? "command", scope: start.scope ?? null, undoes: start.undoes ?? null } as const;
      const run: Run = {
        ...start,
        ...asked,
        id,
        endedAt: null,
        status: "running",
        planId: null,
        figures: {},
        details: noDetails,
        error: null,
      };
      memory.runs.set(id, run);
      return run;
    },
    finishRun: async (id, end) => {
      change(memory, id, end);
      if (end.status === "done" || end.status === "held") serve(id, end.endedAt ?? "");
      const outcomes = [...(memory.outcomes.get(id)?.values() ?? [])];
      const { scope, undoes } = runOf(memory, id);
      if (end.status === "done" && scope === null && undoes === null && outcomes.some(({ outcome }) => outcome.status === "applied"))
        memory.applied.add(runOf(memory, id).server);
    },
    runs: async (server, limit) =>
      [...memory.runs.values()]
        .filter((run) => run.server === server)
        .reverse()
        .slice(0, limit),
    saveOutcomes: async (runId, today, outcomes) => noteOutcomes(memory, { runId, today, outcomes }),
    purgeRuns: async (before) => purge(memory, before),
    outcomes: async (runId) => [...(memory.outcomes.get(runId)?.values() ?? [])].map(({ outcome }) => outcome),
  };
}

function noteOutcomes(memory: Memory, { runId, today: day, outcomes }: Told): void {
  runOf(memory, runId);
  const known = memory.outcomes.get(runId) ?? new Map<ChangeKey, { day: Day; outcome: Outcome }>();
  for (const outcome of outcomes) known.set(outcome.key, { day, outcome: { ...outcome, weight: outcome.weight ?? null } });
  memory.outcomes.set(runId, known);
}

function purge(memory: Memory, before: string): number {
  const approved = new Set(memory.approvals.map(({ planId }) => planId));
  const gone = [...memory.runs.values()].filter(({ id, server, endedAt, planId }) => {
    const newest = [...memory.runs.values()].filter((run) => run.server === server).slice(-runsAlwaysKept);
    return endedAt !== null && endedAt < before && !newest.some((run) => run.id === id) && !approved.has(planId ?? "");
  });
  for (const { id, planId } of gone) {
    memory.runs.delete(id);
    memory.outcomes.delete(id);
    memory.plans.delete(planId ?? "");
  }
  return gone.length;
}

function runOf(memory: Memory, id: string): Run {
  const run = memory.runs.get(id);
  if (!run) throw new AppError("plan.unknown", { run: id });
  return run;
}

function change(memory: Memory, id: string, fields: Partial<Run>): void {
  memory.runs.set(id, { ...runOf(memory, id), ...fields });
}

type PlanMethods = "savePlan" | "loadPlan" | "latestPlan" | "approve" | "approvals" | "tamper";
function planPart(memory: Memory): Pick<MemoryStore, PlanMethods> {
  return {
    savePlan: async (runId, plan, savedAt) => {
      const { server, by } = runOf(memory, runId);
      const id = String(++memory.last);
      const text = JSON.stringify(plan);
      const sha256 = digest(text);
      memory.plans.set(id, { server, sha256, savedAt, by, text });
      change(memory, runId, { planId: id });
      return { id, sha256, savedAt, by, plan };
    },
    loadPlan: async (id) => readPlan(memory, id),
    latestPlan: async (server) => readPlan(memory, [...memory.plans].filter(([, saved]) => saved.server === server).at(-1)?.[0] ?? ""),
    approve: async (approval) => {
      if (!memory.plans.has(approval.planId)) throw new AppError("plan.unknown", { plan: approval.planId });
      memory.approvals.push(approval);
    },
    approvals: async (planId) => memory.approvals.filter((approval) => approval.planId === planId),
    tamper: async (id) => {
      const saved = memory.plans.get(id);
      if (saved) saved.text = `${saved.text} `;
    },
  };
}

function readPlan(memory: Memory, id: string): SavedPlan | null {
  const saved = memory.plans.get(id);
  if (!saved) return null;
  if (digest(saved.text) !== saved.sha256) throw new AppError("plan.forged", { plan: id });
  return { id, sha256: saved.sha256, savedAt: saved.savedAt, by: saved.by, plan: JSON.parse(saved.text) as Plan };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function snapshotPart(memory: Memory): Pick<Store, "saveSnapshot" | "latestSnapshot" | "lastReading"> {
  const read = (server: string, source: string) =>
    JSON.parse(memory.snapshots.get(server)?.readings.get(source) ?? "null") as SourceReading | null;
  return {
    saveSnapshot: async (server, runId, readings) => {
      runOf(memory, runId);
      const known = memory.snapshots.get(server) ?? { readings: new Map(), last: [] };
      for (const reading of readings) known.readings.set(reading.source, JSON.stringify(reading));
      memory.snapshots.set(server, { ...known, last: readings.map(({ source }) => source) });
    },
    latestSnapshot: async (server) => memory.snapshots.get(server)?.last.flatMap((source) => read(server, source) ?? []) ?? null,
    lastReading: async (server, source) => read(server, source),
  };
}
