/** What waits for a person: the plan that is on the table, what it holds, and deciding about all or a part of it by name. */
import { type Approvers, peopleNeeded } from "#core/approval.ts";
import { type Change, type ChangeKind, effectOf } from "#core/change.ts";
import { AppError } from "#core/errors.ts";
import type { GuardName } from "#core/guard-names.ts";
import { type ChangeKey, structureOf } from "#core/ids.ts";
import type { StandingHold } from "#core/standing.ts";
import { findApprovers, recordApproval } from "./approve.ts";
import type { PassDeps } from "./deps.ts";
import type { SavedPlan } from "./ports.ts";
import { allowedIn, isExpired, planDays } from "./release.ts";

/** Runs looked back at for the last plan that held something. */
const runsBack = 50;

export interface OnTheTable {
  readonly saved: SavedPlan;
  /** Held and not yet released by enough people. */
  readonly waiting: readonly Change[];
  /** Held and released: the next pass carries them out if they are still needed. */
  readonly released: readonly Change[];
  readonly approvers: Approvers;
  readonly needed: (change: Change) => 1 | 2;
  /** What was refused or taken back, of any plan. */
  readonly standing: readonly StandingHold[];
}

/** The plan asked for, or that of the last whole pass. Throws `plan.unknown`, `plan.expired`. */
export async function onTheTable(deps: PassDeps, planId: string | null): Promise<OnTheTable> {
  const saved = await findPlan(deps, planId);
  const approvers = await findApprovers(deps, saved);
  const allowed = allowedIn(saved.plan, approvers);
  const done = await doneSince(deps, saved.id);
  const held = saved.plan.changes.filter((change) => change.held !== undefined && !done.has(change.key));
  return {
    saved,
    waiting: held.filter(({ key }) => !allowed.has(key)),
    released: held.filter(({ key }) => allowed.has(key)),
    approvers,
    needed: peopleNeeded(saved.plan),
    standing: await deps.store.standingHolds(deps.server, deps.clock.now()),
  };
}

/** What the plan's own run and those after it already carried out. */
async function doneSince({ store, server }: PassDeps, planId: string): Promise<ReadonlySet<ChangeKey>> {
  const runs = await store.runs(server, runsBack);
  const since = runs.slice(0, runs.findIndex((run) => run.planId === planId) + 1);
  const outcomes = await Promise.all(since.map(({ id }) => store.outcomes(id)));
  return new Set(outcomes.flat().flatMap(({ key, status }) => (status === "applied" ? [key] : [])));
}

async function findPlan({ store, server, clock }: PassDeps, planId: string | null): Promise<SavedPlan> {
  const id = planId ?? (await lastWholePlan(store, server));
  const saved = id === null ? null : await store.loadPlan(id);
  if (saved === null || saved.plan.server !== server) throw new AppError("plan.unknown", { plan: planId ?? server });
  if (isExpired(saved.savedAt, clock.now())) throw new AppError("plan.expired", { plan: saved.id, savedAt: saved.savedAt });
  return saved;
}

async function lastWholePlan(store: PassDeps["store"], server: string): Promise<string | null> {
  const runs = await store.runs(server, runsBack);
  return runs.find(({ planId, scope, undoes }) => planId !== null && scope === null && undoes === null)?.planId ?? null;
}

/** A part of what is held; several names of one kind add up, kinds restrict one another. Empty: everything. */
export interface Part {
  readonly guards: readonly GuardName[];
  /** Person keys, Matrix ids or their localparts; structure codes. */
  readonly people: readonly string[];
  readonly structures: readonly string[];
  readonly kinds: readonly ChangeKind[];
  readonly keys: readonly ChangeKey[];
}

export function isInPart(change: Change, { guards, people, structures, kinds, keys }: Part): boolean {
  const among = <T>(list: readonly T[], value: T | null | undefined) => list.length === 0 || (value != null && list.includes(value));
  return (
    among(guards, change.held) &&
    (people.length === 0 || people.some((name) => isOf(change, name))) &&
    among(structures, structureIn(change)) &&
    among(kinds, change.kind) &&
    among(keys, change.key)
  );
}

function isOf(change: Change, name: string): boolean {
  if (!("userId" in change)) return false;
  return change.person === name || change.userId === name || change.userId.startsWith(`@${name.toLowerCase()}:`);
}

function structureIn(change: Change): string | null {
  if ("structure" in change) return change.structure;
  if ("room" in change) return structureOf(change.room);
  return "space" in change ? structureOf(change.space) : null;
}

export interface Verdict {
  readonly by: string;
  readonly label: string;
  readonly comment: string;
}

/** The changes of the part that are now approved by this person; a later pass carries them out once enough people did. */
export async function approvePart(deps: PassDeps, table: OnTheTable, part: Part, { by, ...said }: Verdict): Promise<readonly Change[]> {
  const { saved, waiting, released } = table;
  const chosen = [...waiting, ...released].filter((change) => isInPart(change, part));
  const onlyGuards = [part.people, part.structures, part.kinds, part.keys].every((list) => list.length === 0);
  const which = onlyGuards && part.guards.length > 0 ? { guards: part.guards } : onlyGuards ? {} : { keys: chosen.map(({ key }) => key) };
  await recordApproval(deps, saved, by, { ...said, ...which });
  return chosen;
}

/** The very same changes stay held for 7 days, whatever the guards say, unless somebody approves them meanwhile. */
export async function rejectPart(deps: PassDeps, { waiting }: OnTheTable, part: Part, said: Verdict): Promise<readonly Change[]> {
  // What was undone stays so without end already.
  const chosen = waiting.filter((change) => change.held !== "undone" && isInPart(change, part));
  const at = deps.clock.now();
  const until = new Date(Date.parse(at) + planDays * 86_400_000).toISOString();
  const holds = chosen.map((change) => ({ ...said, key: change.key, effect: effectOf(change), cause: "rejected", at, until }) as const);
  await deps.store.holdChanges(deps.server, holds);
  deps.log.info({ changes: chosen.length }, "changes rejected");
  return chosen;
}
