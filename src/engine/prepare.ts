/** First half of every pass: read, remember, look, plan, save. Nothing is written on the server. */
import type { Directory } from "#core/directory.ts";
import { isReveal } from "#core/guard-weights.ts";
import type { UserId } from "#core/ids.ts";
import { mergeReadings } from "#core/merge.ts";
import type { ObservedAccount } from "#core/observed.ts";
import { makePlan, type Plan, type PlanInput } from "#core/plan.ts";
import { type Restriction, restrict } from "#core/scope.ts";
import type { PassDeps } from "./deps.ts";
import { findScope } from "./find-scope.ts";
import { observe } from "./observe.ts";
import { observeScope } from "./observe-scope.ts";
import type { Run, SavedPlan } from "./ports.ts";
import { type ReadSources, readSources, refuseReservedLogins, rememberedReadings, type Unread } from "./read-directory.ts";

/** Readings kept to explain and compare: a week of two passes a day. */
const snapshotsKept = 14;

export interface Prepared {
  readonly run: Run;
  readonly directory: Directory;
  /** What the plan was made from: verifying makes it again with what is seen then. */
  readonly input: PlanInput;
  /** The same plan from another input: what is seen later. */
  readonly make: (input: PlanInput) => Plan;
  /** What the plan was restricted to; null = nothing. */
  readonly restriction: Restriction | null;
  readonly saved: SavedPlan;
  /** Optional sources that could not be read. */
  readonly missing: readonly Unread[];
}

/**
 * Of everything, or of the part that the run was started for; the directory is always read whole.
 * Throws `source.*`, `identity.reserved`, `scope.unknown`, `matrix.*`, `store.*`: there is no plan then.
 */
export async function prepare(deps: PassDeps, run: Run): Promise<Prepared> {
  const read = await readSources(deps);
  refuseReservedLogins(read.readings, deps.policy);
  const { input, restriction, plan } = await (run.scope === null ? prepareWhole(deps, run, read) : preparePart(deps, run, read));
  const saved = await savePlan(deps, run, plan);
  return { run, directory: input.directory, input, make: makePlan, restriction, saved, missing: read.missing };
}

export async function savePlan(deps: PassDeps, run: Run, plan: Plan): Promise<SavedPlan> {
  const saved = await deps.store.savePlan(run.id, plan, deps.clock.now());
  const held = plan.changes.filter((change) => change.held !== undefined).length;
  deps.watch({ at: "planned", changes: plan.changes.length, held });
  deps.log.info({ run: run.id, plan: saved.id, changes: plan.changes.length, held }, "planned");
  return saved;
}

type Made = Pick<Prepared, "input" | "restriction"> & { readonly plan: Plan };

async function prepareWhole(deps: PassDeps, run: Run, read: ReadSources): Promise<Made> {
  await deps.store.saveSnapshot(deps.server, run.id, read.readings, snapshotsKept);
  const input = await gather(deps, { today: run.today, read, fresh: true });
  deps.watch({ at: "planning" });
  return { input, restriction: null, plan: makePlan(input) };
}

/** The last complete directory stays that of the last whole pass: a part keeps no snapshot of its own. */
async function preparePart(deps: PassDeps, run: Run, read: ReadSources): Promise<Made> {
  const known = await recall(deps, { today: run.today, read, fresh: true });
  const scope = findScope(known, run);
  deps.watch({ at: "observing" });
  const { observed, restriction } = await observeScope(deps.homeserver.reader, known, scope, deps.clock.now());
  deps.watch({ at: "planning" });
  const input = { ...known, observed };
  const plan = restrict(makePlan(input), restriction);
  if (restriction.seen.accounts === null || !plan.changes.some(isReveal)) return { input, restriction, plan };
  // The guard of the red list counts marks that only the server has: it is shown all of them.
  const accounts = new Map([...(await deps.homeserver.reader.accounts()), ...detailed(observed, restriction)]);
  const seen = { ...input, observed: { ...observed, accounts } };
  return { input: seen, restriction, plan: restrict(makePlan(seen), restriction) };
}

/** Accounts that were read with their details. */
function detailed({ accounts }: PlanInput["observed"], { seen }: Restriction): [UserId, ObservedAccount][] {
  return [...accounts].filter(([user]) => seen.accounts?.has(user));
}

export interface Gathering {
  readonly today: Run["today"];
  readonly read: ReadSources;
  /** The readings were made in this pass. */
  readonly fresh: boolean;
}

/** Everything a plan or an explanation is made from. */
export async function gather(deps: PassDeps, gathering: Gathering): Promise<PlanInput> {
  const known = await recall(deps, gathering);
  deps.watch({ at: "observing" });
  const observed = await observe(deps.homeserver.reader, { ...known, now: deps.clock.now() });
  return { ...known, observed };
}

/** The same, before looking at the server. */
export async function recall(deps: PassDeps, { today, read, fresh }: Gathering): Promise<Omit<PlanInput, "observed">> {
  const { server, policy } = deps;
  const { readings, missing } = read;
  const directory = mergeReadings(
    readings,
    policy,
    missing.map(({ source, readAt }) => ({ source, readAt })),
  );
  const whole = rememberedReadings(read, deps.sources);
  const remembered = whole === null ? null : mergeReadings(whole, policy);
  const now = deps.clock.now();
  const ledger = await deps.store.loadLedger(server, today, now);
  const decisions = await deps.store.loadDecisions(server, today);
  const standing = await deps.store.standingHolds(server, now);
  // A pass without one of its sources is no complete read: nothing counts towards "vanished".
  const complete = fresh && missing.length === 0;
  return { server, directory, remembered, policy, decisions, ledger, standing, today, fresh: complete };
}
