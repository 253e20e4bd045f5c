/** Passes of a scenario as runs that may be undone: what each applied, and the undo of one as the engine does it. */
import type { Change } from "#core/change.ts";
import type { Day } from "#core/ids.ts";
import type { Plan, PlanInput } from "#core/plan.ts";
import type { StandingHold } from "#core/standing.ts";
import { thingOf } from "#core/thing.ts";
import { type Later, planUndo, type UndoTask } from "#core/undo.ts";

/** A pass that was applied; the first one is number 1. */
export interface Ran {
  readonly plan: Plan;
  readonly applied: readonly Change[];
}

export function ranOf(plan: Plan, approved: boolean): Ran {
  return { plan, applied: plan.changes.filter(({ held }) => approved || held === undefined) };
}

export function undoTask(runs: readonly Ran[], number: number): UndoTask {
  const target = runs[number - 1];
  if (target === undefined) throw new Error(`the scenario undoes a pass that did not take place: ${number}`);
  const again = target.plan.undoing === undefined || !target.plan.undoing.again;
  const since = new Map<string, Later>();
  for (const [index, { plan, applied }] of runs.entries()) {
    const later = { run: String(index + 1), undoes: plan.undoing?.run === String(number) };
    if (index >= number) for (const { key } of applied) since.set(thingOf(key), later);
  }
  const undoing = { run: String(number), by: "administrateur", why: "erreur", again };
  return { undoing, done: target.applied, perhaps: [], since, resumes: false };
}

/** Holds once the undo is applied: those it makes, over those that stood. */
export function standingAfter(input: PlanInput, task: UndoTask, on: Day): readonly StandingHold[] {
  const { plan, again } = planUndo(input, task);
  const touched = new Set(plan.changes.map(({ key }) => thingOf(key)));
  const kept = (input.standing ?? []).filter(({ key }) => !touched.has(thingOf(key)));
  const { by, run } = task.undoing;
  const said = { cause: "undone", by, label: by, comment: "erreur", undoes: run, at: `${on}T08:00:00.000Z`, until: null } as const;
  return [...kept, ...[...again.values()].flat().map((one) => ({ ...said, ...one }))];
}
