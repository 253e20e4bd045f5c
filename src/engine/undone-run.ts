/** The run to be undone: what it applied, and what later ones changed since. */
import type { Change } from "#core/change.ts";
import { AppError } from "#core/errors.ts";
import { type Thing, thingOf } from "#core/thing.ts";
import type { Later, UndoTask } from "#core/undo.ts";
import type { PassDeps } from "./deps.ts";
import type { Outcome, Run, SavedPlan } from "./ports.ts";

/** Runs looked back at. */
const runsBack = 10_000;

export interface UndoneRun {
  readonly run: Run;
  readonly saved: SavedPlan;
  /** Newest first. */
  readonly later: readonly Run[];
}

type Memory = Pick<PassDeps, "store" | "server">;

/** Throws `run.unknown`; `undo.forgotten` when its plan is no longer kept, or there never was one. */
export async function findUndone({ store, server }: Memory, id: string): Promise<UndoneRun> {
  const runs = await store.runs(server, runsBack);
  const at = runs.findIndex((run) => run.id === id);
  const run = runs[at];
  if (run === undefined) throw new AppError("run.unknown", { run: id });
  const saved = run.planId === null ? null : await store.loadPlan(run.planId);
  if (saved === null) throw new AppError("undo.forgotten", { run: id });
  return { run, saved, later: runs.slice(0, at) };
}

export interface Asked {
  readonly by: string;
  readonly why: string;
}

/** The present run is among the later ones; it has applied nothing yet. */
export async function undoTaskOf({ store }: Memory, { run, saved, later }: UndoneRun, { by, why }: Asked): Promise<UndoTask> {
  const outcomes = new Map((await store.outcomes(run.id)).map((outcome) => [outcome.key, outcome]));
  const { undoing } = saved.plan;
  return {
    undoing: { run: run.id, by, why, again: undoing === undefined || !undoing.again },
    done: saved.plan.changes.filter(({ key }) => outcomes.get(key)?.status === "applied"),
    perhaps: run.status === "interrupted" ? saved.plan.changes.filter((change) => mayBeDone(change, outcomes.get(change.key))) : [],
    since: await changedSince(store, run.id, later),
    resumes: later.some(({ undoes, endedAt }) => undoes === run.id && endedAt !== null),
  };
}

/** A run that was killed had not written down its last outcomes; what was held it never touched. */
function mayBeDone({ held }: Change, outcome: Outcome | undefined): boolean {
  return held === undefined && (outcome === undefined || outcome.status === "failed");
}

/** What each later run applied, the newest one's word first. */
async function changedSince(store: Memory["store"], undone: string, later: readonly Run[]): Promise<UndoTask["since"]> {
  const since = new Map<Thing, Later>();
  for (const run of later) {
    if (run.planId === null || run.figures.applied === 0) continue;
    for (const { key, status } of await store.outcomes(run.id)) {
      const thing = thingOf(key);
      if (status === "applied" && !since.has(thing)) since.set(thing, { run: run.id, undoes: run.undoes === undone });
    }
  }
  return since;
}
