/** Records who releases what, and finds what was released before. */
import type { Approvers } from "#core/approval.ts";
import type { GuardName } from "#core/guard-names.ts";
import type { ChangeKey } from "#core/ids.ts";
import type { LedgerWrite } from "#core/ledger.ts";
import type { Plan } from "#core/plan.ts";
import type { PassDeps } from "./deps.ts";
import type { Run, SavedPlan } from "./ports.ts";
import { allowedIn, approversIn, carriedOver, isExpired } from "./release.ts";

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
  if (guards.includes("source-shrunk")) await acceptReads(deps, plan);
}

/** Once everything that a shrunk source held is released, its lower count is the one that later reads are compared with. */
async function acceptReads(deps: PassDeps, saved: SavedPlan): Promise<void> {
  const { plan } = saved;
  const allowed = allowedIn(plan, approversIn(saved, await deps.store.approvals(saved.id)));
  if (plan.changes.some(({ held, key }) => held === "source-shrunk" && !allowed.has(key))) return;
  const { sources } = (await deps.store.loadLedger(deps.server, plan.today)).base;
  const shrunk = plan.guards.filter(({ name, verdict }) => name === "source-shrunk" && verdict === "held");
  const writes = shrunk.flatMap(({ subject: source = "", value }): LedgerWrite[] => {
    const last = sources.get(source);
    return last === undefined ? [] : [{ kind: "source.set", source, people: Math.max(0, last - value) }];
  });
  await deps.store.writeLedger(deps.server, writes);
}

/** Guards that trip without a change to hold (a source that shrank) can be approved too. */
export function holdingGuards(plan: Plan): GuardName[] {
  const tripped = plan.guards.filter(({ verdict }) => verdict === "held").map(({ name }) => name);
  return [...new Set([...plan.changes.flatMap((change) => change.held ?? []), ...tripped])];
}

/** A week of small passes, one every few minutes. */
const runsBack = 3_000;
/** Of those that matter, more than a week of passes started by hand and by schedule. */
const runsThatMatter = 50;

/** Runs of the life of an approval: whole ones, and parts that did or held something. */
async function recentRuns({ store, server, clock }: PassDeps): Promise<readonly Run[]> {
  const now = clock.now();
  const recent = (await store.runs(server, runsBack)).filter(({ startedAt }) => !isExpired(startedAt, now));
  const matters = ({ scope, figures, status }: Run) =>
    scope === null || status !== "done" || (figures.applied ?? 0) + (figures.held ?? 0) > 0;
  return recent.filter(matters).slice(0, runsThatMatter);
}

/**
 * Who released the changes of the fresh plan: through its own approvals, or those of earlier, unexpired plans that showed the same.
 * An approval serves once: what its run or a later one applied does not go a second time on its strength.
 */
export async function findApprovers(deps: PassDeps, fresh: SavedPlan): Promise<Approvers> {
  const approvers = new Map<ChangeKey, Set<string>>();
  if (!fresh.plan.changes.some((change) => change.held !== undefined)) return approvers;
  add(approvers, approversIn(fresh, await deps.store.approvals(fresh.id)), new Set());
  const runs = await recentRuns(deps);
  const alike = (run: Run) => run.undoes === (fresh.plan.undoing?.run ?? null);
  // An undo was looked at as such: what was approved of it is not a yes to a pass, nor the other way round.
  const earlier = await Promise.all(runs.map((run) => (alike(run) ? approversBefore(deps, run, fresh) : new Map())));
  const oldest = earlier.findLastIndex((one) => one.size > 0);
  const used = new Set<ChangeKey>();
  for (const [index, run] of runs.slice(0, oldest + 1).entries()) {
    for (const key of await appliedIn(deps, run)) used.add(key);
    add(approvers, earlier[index] ?? new Map(), used);
  }
  return approvers;
}

function add(to: Map<ChangeKey, Set<string>>, from: Approvers, except: ReadonlySet<ChangeKey>): void {
  for (const [key, people] of from) if (!except.has(key)) to.set(key, people.union(to.get(key) ?? new Set()));
}

async function appliedIn(deps: PassDeps, run: Run): Promise<ChangeKey[]> {
  const outcomes = await deps.store.outcomes(run.id);
  return outcomes.filter((outcome) => outcome.status === "applied").map((outcome) => outcome.key);
}

async function approversBefore(deps: PassDeps, run: Run, fresh: SavedPlan): Promise<Approvers> {
  if (run.planId === null || run.planId === fresh.id) return new Map();
  const approvals = await deps.store.approvals(run.planId);
  const older = approvals.length === 0 ? null : await deps.store.loadPlan(run.planId);
  if (older === null || isExpired(older.savedAt, deps.clock.now())) return new Map();
  return carriedOver(fresh.plan, older, approvals);
}
