/** Second half of a pass: apply what is allowed, then look again. */
import type { Change } from "#core/change.ts";
import type { ChangeKey } from "#core/ids.ts";
import { needsOf } from "#core/order.ts";
import type { Plan, PlanInput } from "#core/plan.ts";
import { restrict } from "#core/scope.ts";
import { thingOf } from "#core/thing.ts";
import { type Applied, applyPlan } from "./apply.ts";
import type { PassDeps } from "./deps.ts";
import { endLeavings } from "./end-leavings.ts";
import { observeTouched } from "./observe.ts";
import { observeScope } from "./observe-scope.ts";
import { describe } from "./plan-pass.ts";
import type { Prepared } from "./prepare.ts";
import { tally } from "./report.ts";
import type { Body } from "./run.ts";

/** Held changes that nobody released stay in the plan and wait. */
export async function carryOut(deps: PassDeps, prepared: Prepared, allowed: ReadonlySet<ChangeKey>): Promise<Body> {
  const { plan } = prepared.saved;
  const held = plan.changes.filter((change) => change.held !== undefined && !allowed.has(change.key)).length;
  // A server that nobody released yet: campus remembers nothing of it.
  const untouched = allowed.size === 0 && !prepared.input.ledger.base.applied && plan.changes.length > 0;
  if (untouched) return describe(prepared, tally({ plan: prepared.saved, applied: null, held, remaining: null }));
  const { ledger, decisions } = prepared.input;
  // While everything is paused campus's own time stands still too: no absence is counted, no delay begins.
  const remembered = decisions.pause === null ? plan : { ...plan, bookkeeping: [] };
  const applied = await applyPlan({ ...deps, needsOf }, { runId: prepared.run.id, plan: remembered, ledger, allowed });
  await endStanding(deps, prepared, applied);
  if (applied.stopped === null) await endLeavings(deps, prepared.input);
  await deps.herald?.applied(prepared);
  const remaining = applied.stopped ? null : await verify(deps, prepared, applied, allowed);
  return describe(prepared, tally({ plan: prepared.saved, applied, held, remaining }));
}

/**
 * Somebody released what had been refused or taken back, and it is done: the same change another day is a new question.
 * What was undone is over as soon as anything is done about the same thing, by whatever change.
 */
async function endStanding({ store, server, clock }: PassDeps, { run, saved, input }: Prepared, { outcomes }: Applied): Promise<void> {
  const { standing = [] } = input;
  if (standing.length === 0) return;
  const done = saved.plan.changes.filter(({ key }) => outcomes.get(key)?.status === "applied");
  const rejected = done.filter(({ held }) => held === "rejected").map(({ key }) => key);
  // An undo has made its own before it began.
  const things = new Set(run.undoes === null ? done.map(({ key }) => thingOf(key)) : []);
  const released = standing.filter(({ cause, key }) => cause === "undone" && things.has(thingOf(key)));
  const keys = [...rejected, ...released.map(({ key }) => key)];
  if (keys.length > 0) await store.endHolds(server, keys, clock.now());
}

/** Plans again from what the server now shows: everything left that nothing holds, or that was allowed in vain. */
async function verify(
  deps: PassDeps,
  prepared: Prepared,
  { outcomes }: Applied,
  allowed: ReadonlySet<ChangeKey>,
): Promise<readonly Change[]> {
  const { run, saved, input } = prepared;
  const sent = saved.plan.changes.filter((change) => ["applied", "failed"].includes(outcomes.get(change.key)?.status ?? ""));
  if (sent.length === 0) return saved.plan.changes.filter((change) => allowed.has(change.key));
  deps.watch({ at: "verifying" });
  const ledger = await deps.store.loadLedger(deps.server, run.today);
  const base = { ...ledger.base, applied: true };
  const again = await planAgain(deps, prepared, { ...input, ledger: { ...ledger, base }, fresh: false }, sent);
  const left = again.changes.filter((change) => change.held === undefined || allowed.has(change.key));
  if (left.length > 0) deps.log.warn({ run: run.id, left: left.length }, "the server does not show all that was applied");
  return left;
}

/** A part of the server is looked at again whole, since it is small; of everything, what was touched. */
async function planAgain(
  { homeserver, clock }: PassDeps,
  { input, restriction, make }: Prepared,
  now: PlanInput,
  sent: readonly Change[],
): Promise<Plan> {
  if (restriction === null || restriction.seen.states === null) {
    const observed = await observeTouched(homeserver.reader, input.observed, now.ledger, sent);
    const plan = make({ ...now, observed });
    return restriction === null ? plan : restrict(plan, restriction);
  }
  const again = await observeScope(homeserver.reader, now, restriction.scope, clock.now());
  return restrict(make({ ...now, observed: again.observed }), again.restriction);
}
