/** Records who releases what, and finds what was released before. */
import type { GuardName } from "#core/guard-names.ts";
import type { ChangeKey } from "#core/ids.ts";
import type { Plan } from "#core/plan.ts";
import type { PassDeps } from "./deps.ts";
import type { Run, SavedPlan } from "./ports.ts";
import { carriedOver, isExpired } from "./release.ts";

export interface ApprovalRequest {
  /** What the person typed as their name; the operating-system user is kept beside it. */
  readonly label: string;
  readonly comment: string;
  /** Absent: every guard that holds something of the plan. */
  readonly guards?: readonly GuardName[];
  readonly keys?: readonly ChangeKey[];
}

export async function recordApproval(deps: PassDeps, plan: SavedPlan, by: string, request: ApprovalRequest): Promise<void> {
  const { label, comment, keys = [] } = request;
  const guards = request.guards ?? (request.keys ? [] : holdingGuards(plan.plan));
  if (guards.length === 0 && keys.length === 0) return;
  await deps.store.approve({ planId: plan.id, by, label, comment, at: deps.clock.now(), guards, keys });
  deps.log.info({ plan: plan.id, guards, keys: keys.length }, "approval recorded");
}

function holdingGuards(plan: Plan): GuardName[] {
  return [...new Set(plan.changes.flatMap((change) => change.held ?? []))];
}

/** Runs looked back at: more than a week of passes started by hand and by schedule. */
const runsBack = 50;

/**
 * Changes of the fresh plan that approvals of earlier, unexpired plans release.
 * An approval serves once: what a later run applied already does not go a second time on its strength.
 */
export async function earlierReleases(deps: PassDeps, fresh: SavedPlan): Promise<Set<ChangeKey>> {
  const released = new Set<ChangeKey>();
  if (!fresh.plan.changes.some((change) => change.held !== undefined)) return released;
  const runs = await deps.store.runs(deps.server, runsBack);
  const releases = await Promise.all(runs.map((run) => releasedBy(deps, run, fresh)));
  const oldest = releases.findLastIndex((keys) => keys.size > 0);
  const used = new Set<ChangeKey>();
  // Newest first: a release counts unless its own run, or a later one, applied the change.
  for (const [index, run] of runs.slice(0, oldest + 1).entries()) {
    for (const key of await appliedIn(deps, run)) used.add(key);
    for (const key of releases[index]?.difference(used) ?? []) released.add(key);
  }
  return released;
}

async function appliedIn(deps: PassDeps, run: Run): Promise<ChangeKey[]> {
  const outcomes = await deps.store.outcomes(run.id);
  return outcomes.filter((outcome) => outcome.status === "applied").map((outcome) => outcome.key);
}

async function releasedBy(deps: PassDeps, run: Run, fresh: SavedPlan): Promise<Set<ChangeKey>> {
  if (run.planId === null || run.planId === fresh.id) return new Set();
  const approvals = await deps.store.approvals(run.planId);
  const older = approvals.length === 0 ? null : await deps.store.loadPlan(run.planId);
  if (older === null || isExpired(older.savedAt, deps.clock.now())) return new Set();
  return carriedOver(fresh.plan, older.plan, approvals);
}
