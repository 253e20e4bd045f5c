/** First half of every pass: read, remember, look, plan, save. Nothing is written on the server. */
import type { Directory, SourceReading } from "#core/directory.ts";
import { mergeReadings } from "#core/merge.ts";
import { makePlan, type PlanInput } from "#core/plan.ts";
import type { PassDeps } from "./deps.ts";
import { observe } from "./observe.ts";
import type { Run, SavedPlan } from "./ports.ts";
import { readSources, refuseReservedLogins } from "./read-directory.ts";

/** Readings kept to explain and compare: a week of two passes a day. */
const snapshotsKept = 14;

export interface Prepared {
  readonly run: Run;
  readonly directory: Directory;
  /** What the plan was made from: verifying makes it again with what is seen then. */
  readonly input: PlanInput;
  readonly saved: SavedPlan;
}

/** Throws `source.*`, `identity.reserved`, `matrix.*`, `store.*`: there is no plan then. */
export async function prepare(deps: PassDeps, run: Run): Promise<Prepared> {
  const readings = await readSources(deps.sources, deps.watch);
  refuseReservedLogins(readings, deps.policy);
  await deps.store.saveSnapshot(deps.server, run.id, readings, snapshotsKept);
  const input = await gather(deps, { today: run.today, readings, fresh: true });
  const plan = makePlan(input);
  const saved = await deps.store.savePlan(run.id, plan, deps.clock.now());
  const held = plan.changes.filter((change) => change.held !== undefined).length;
  deps.watch({ at: "planned", changes: plan.changes.length, held });
  deps.log.info({ run: run.id, plan: saved.id, changes: plan.changes.length, held }, "planned");
  return { run, directory: input.directory, input, saved };
}

export interface Gathering {
  readonly today: Run["today"];
  readonly readings: readonly SourceReading[];
  /** The readings were made in this pass. */
  readonly fresh: boolean;
}

/** Everything a plan or an explanation is made from. */
export async function gather(deps: PassDeps, { today, readings, fresh }: Gathering): Promise<PlanInput> {
  const { server, policy } = deps;
  const directory = mergeReadings(readings, policy);
  const ledger = await deps.store.loadLedger(server, today);
  const decisions = await deps.store.loadDecisions(server, today);
  deps.watch({ at: "observing" });
  const observed = await observe(deps.homeserver.reader, { policy, directory, ledger, now: deps.clock.now() });
  return { server, directory, policy, decisions, ledger, observed, today, fresh };
}
