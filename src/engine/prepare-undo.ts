/** First half of an undo: recall, look at what the run touched, plan its inverse, save it. Nothing is written on the server. */
import type { ChangeKey } from "#core/ids.ts";
import type { PlanInput } from "#core/plan.ts";
import type { StandingHold } from "#core/standing.ts";
import { planUndo, type UndoTask } from "#core/undo.ts";
import type { Again } from "#core/undo-again.ts";
import type { PassDeps } from "./deps.ts";
import { lastReadings } from "./explain-person.ts";
import { observeChanges } from "./observe-changes.ts";
import type { Run } from "./ports.ts";
import { type Prepared, recall, savePlan } from "./prepare.ts";
import { readSources } from "./read-directory.ts";
import { type Asked, findUndone, undoTaskOf } from "./undone-run.ts";

export interface PreparedUndo extends Prepared {
  /** By the key of each inverse: what would do again what it takes back. */
  readonly again: ReadonlyMap<ChangeKey, readonly Again[]>;
  readonly standing: readonly StandingHold[];
}

export interface UndoOrder extends Asked {
  /** Id of the run to take back. */
  readonly undone: string;
}

/**
 * The sources are asked nothing, they may be what went wrong: the directory is that of the last complete readings, and says only
 * whom the red list hides, what a reopened room is, and which structures are sensitive.
 * Throws `run.unknown`, `undo.forgotten`, `matrix.*`, `store.*`.
 */
export async function prepareUndo(deps: PassDeps, run: Run, order: UndoOrder): Promise<PreparedUndo> {
  const task = await undoTaskOf(deps, await findUndone(deps, order.undone), order);
  const read = (await lastReadings(deps)) ?? (await readSources(deps));
  const known = await recall(deps, { today: run.today, read, fresh: false });
  deps.watch({ at: "observing" });
  const observed = await observeChanges(deps.homeserver.reader, known.ledger, [...task.done, ...task.perhaps]);
  deps.watch({ at: "planning" });
  const input: PlanInput = { ...known, observed };
  const { plan, again } = planUndo(input, task);
  const saved = await savePlan(deps, run, plan);
  return {
    run,
    directory: input.directory,
    input,
    make: makerOf(task),
    restriction: null,
    saved,
    missing: [],
    again,
    standing: known.standing ?? [],
  };
}

function makerOf(task: UndoTask): Prepared["make"] {
  return (input) => planUndo(input, task).plan;
}
