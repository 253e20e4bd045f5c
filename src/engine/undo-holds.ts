/** Holds that keep an undo undone: written before anything is sent, so that no crash lets the next pass do it again. */
import type { ChangeKey } from "#core/ids.ts";
import type { StandingHold } from "#core/standing.ts";
import { thingOf } from "#core/thing.ts";
import type { Again } from "#core/undo-again.ts";
import type { Undoing } from "#core/undo-ground.ts";
import type { PassDeps } from "./deps.ts";
import type { PreparedUndo } from "./prepare-undo.ts";

/** What an earlier undo held back of the same things is over: somebody has now decided otherwise. */
export async function holdAgain(
  { store, server, clock }: PassDeps,
  prepared: PreparedUndo,
  allowed: ReadonlySet<ChangeKey>,
): Promise<void> {
  const { again, saved, standing } = prepared;
  const { undoing } = saved.plan;
  const going = saved.plan.changes.filter(({ key }) => allowed.has(key));
  const things = new Set(going.map(({ key }) => thingOf(key)));
  const at = clock.now();
  const holds = undoing === undefined ? [] : going.flatMap(({ key }) => (again.get(key) ?? []).map((one) => holdOf(undoing, one, at)));
  // In this order: at no instant is what is being undone free to be done again.
  if (holds.length > 0) await store.holdChanges(server, holds);
  const made = new Set(holds.map(({ key }) => key));
  const over = standing.filter(({ cause, key }) => cause === "undone" && things.has(thingOf(key)) && !made.has(key));
  if (over.length > 0)
    await store.endHolds(
      server,
      over.map(({ key }) => key),
      at,
    );
}

function holdOf({ run, by, why }: Undoing, one: Again, at: string): StandingHold {
  return { ...one, cause: "undone", by, label: by, comment: why, undoes: run, at, until: null };
}

/** What the server refused to take back is still done: nothing has to be held. */
export async function releaseRefused({ store, server, clock }: PassDeps, { again, run }: PreparedUndo): Promise<void> {
  const outcomes = await store.outcomes(run.id);
  const refused = outcomes.filter(({ status }) => status === "failed" || status === "skipped");
  const keys = refused.flatMap(({ key }) => (again.get(key) ?? []).map((one) => one.key));
  if (keys.length > 0) await store.endHolds(server, keys, clock.now());
}
