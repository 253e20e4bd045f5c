/** The plan of one pass: every change that would be made to one server, each with its reason. A pure function. */
import { applyWrites } from "./apply-writes.ts";
import { type Change, effectOf } from "./change.ts";
import { desireRooms } from "./desire-rooms.ts";
import { diffAccounts } from "./diff-accounts.ts";
import { reportDecisions } from "./diff-decisions.ts";
import { diffDrift } from "./diff-drift.ts";
import { diffLevels } from "./diff-levels.ts";
import { diffMembers } from "./diff-members.ts";
import { diffMerges, endedMerges } from "./diff-merges.ts";
import { diffNames } from "./diff-names.ts";
import { diffRemovals } from "./diff-removals.ts";
import { diffStructures, findRekeys } from "./diff-structures.ts";
import { diffTakeovers } from "./diff-takeovers.ts";
import type { Directory } from "./directory.ts";
import { judge } from "./guard.ts";
import type { GuardName } from "./guard-names.ts";
import { countsRead } from "./guard-sources.ts";
import { countWeight } from "./guard-weights.ts";
import { changeKey, type Day, type RoomKey, structureOf } from "./ids.ts";
import { isIgnored } from "./ignored-problems.ts";
import type { Grant, Ledger, LedgerWrite } from "./ledger.ts";
import { serviceLinkProblem } from "./links.ts";
import { sortProblems } from "./merge.ts";
import { userIdOf } from "./naming.ts";
import type { Observed, ObservedRoom } from "./observed.ts";
import { orderChanges } from "./order.ts";
import type { Problem } from "./problem.ts";
import { reason } from "./reason.ts";
import type { Scope } from "./scope.ts";
import type { Undoing } from "./undo-ground.ts";
import { buildWorld, type World, type WorldInput } from "./world.ts";

/** What a guard counted. `held` keeps the kinds it watches, and what depends on them, until somebody approves. */
export interface Verdict {
  readonly name: GuardName;
  readonly value: number;
  readonly limit: number;
  readonly verdict: "ok" | "held";
  /** Structure or source a per-item guard speaks of. */
  readonly subject?: string;
}

export interface Plan {
  readonly server: string;
  readonly today: Day;
  /** Set when the plan was restricted to a part of what would be done. */
  readonly scope?: Scope;
  /** Set when the plan takes a run back. */
  readonly undoing?: Undoing;
  /** Changes that took something away and that somebody approved, applied within the last hour; absent: none. */
  readonly released?: number;
  /** In the order of execution: structures, accounts, joins, levels, children, closings, removals, exits. */
  readonly changes: readonly Change[];
  readonly guards: readonly Verdict[];
  readonly problems: readonly Problem[];
  /** Problems that somebody asked not to be listed. */
  readonly ignored: readonly Problem[];
  /** Written when the plan is applied, held or not; never counted as changes. */
  readonly bookkeeping: readonly LedgerWrite[];
}

export interface PlanInput extends WorldInput {
  readonly server: string;
  /** The directory as it would be if the missing sources said again what they last said; null or absent when none is missing, or none was ever read. */
  readonly remembered?: Directory | null;
}

/** Same input in any order → the same plan, to the byte (docs/ARCHITECTURE.md, "The plan is a pure function"). */
export function makePlan(input: PlanInput): Plan {
  const { world, changes, problems, bookkeeping } = draftPlan(input);
  const judged = judge(world, changes, dependsOnMissing(input));
  const sorted = sortProblems(problems);
  return {
    server: input.server,
    today: input.today,
    ...releasedBefore(input),
    changes: judged.changes,
    guards: judged.verdicts,
    problems: sorted.filter((one) => !isIgnored(one, input.decisions)),
    ignored: sorted.filter((one) => isIgnored(one, input.decisions)),
    bookkeeping: [...countable(input, bookkeeping), ...lastGoodReads(world, judged.verdicts)],
  };
}

export function releasedBefore({ ledger }: Pick<PlanInput, "ledger">): Pick<Plan, "released"> {
  const released = countWeight(ledger.base.hour, "released");
  return released === 0 ? {} : { released };
}

interface Draft {
  readonly world: World;
  readonly changes: readonly Change[];
  readonly problems: readonly Problem[];
  readonly bookkeeping: readonly LedgerWrite[];
}

/** Everything that would be done, before any guard has looked at it. */
function draftPlan(input: PlanInput): Draft {
  const rekeys = findRekeys(input);
  const world = buildWorld(rekeys.length === 0 ? input : rekeyed(input, rekeys));
  const rooms = desireRooms(world);
  const takeovers = diffTakeovers(world, rooms);
  const structures = diffStructures(world, rooms);
  const accounts = diffAccounts(world);
  const members = diffMembers(world, rooms);
  const drift = diffDrift(world, rooms);
  const levels = diffLevels(world, members.rooms);
  const removals = diffRemovals(world, members.rooms);
  const names = diffNames(world, accounts.changes);
  const changes = orderChanges([
    ...rekeys.map(toRekey),
    ...diffMerges(world),
    ...takeovers.changes,
    ...structures.changes,
    ...drift.changes,
    ...accounts.changes,
    ...members.changes,
    ...levels.changes,
    ...removals.changes,
    ...names.changes,
  ]);
  return {
    world,
    changes,
    problems: [
      ...world.directory.problems,
      ...(input.observed.problems ?? []),
      ...serviceLinks(world),
      ...world.functions.problems,
      ...world.tree.succession.problems,
      ...world.moves.problems,
      ...takeovers.problems,
      ...structures.problems,
      ...drift.problems,
      ...accounts.problems,
      ...members.problems,
      ...levels.problems,
      ...removals.problems,
      ...reportDecisions(world),
    ],
    bookkeeping: [
      ...world.forgotten,
      ...world.functions.bookkeeping,
      ...drift.bookkeeping,
      ...accounts.bookkeeping,
      ...endedMerges(world),
      ...names.bookkeeping,
      ...members.bookkeeping,
      ...mergeGrants(members.bookkeeping, levels.bookkeeping, "level"),
      ...mergeGrants(levels.bookkeeping, removals.bookkeeping, "lostSince"),
    ],
  };
}

/**
 * A change may go on while a source is missing when it would be made just so had that source said again what it last said: the last
 * reading is held against the present one, and never acted on. Without one, whatever could be another source's word in its place waits.
 */
function dependsOnMissing(input: PlanInput): (change: Change) => boolean {
  if (input.directory.missing.length === 0 || !input.ledger.base.applied) return () => false;
  if (input.remembered == null) return ({ kind }) => replacing.has(kind);
  const { changes } = draftPlan({ ...input, directory: input.remembered });
  const also = new Map(changes.map((change) => [change.key, effectOf(change)]));
  return (change) => also.get(change.key) !== effectOf(change);
}

/** Kinds that put one value in the place of another. */
const replacing: ReadonlySet<Change["kind"]> = new Set(["account.rename", "account.mail", "room.rename", "room.rekey", "child.set"]);

/** Delays are not counted from a day on which a source was missing. */
function countable({ directory }: PlanInput, writes: readonly LedgerWrite[]): readonly LedgerWrite[] {
  return directory.missing.length === 0 ? writes : writes.filter((write) => !startsDelay(write));
}

function startsDelay(write: LedgerWrite): boolean {
  if (write.kind === "grant.set") return write.grant.lostSince !== null;
  return (
    write.kind === "absence.set" || write.kind === "function.drop" || (write.kind === "function.set" && write.seen.missingSince !== null)
  );
}

export type Rekey = { readonly before: RoomKey; readonly after: RoomKey };

/** The rest of the pass works as if the new code had always been there. */
export function rekeyed(input: PlanInput, rekeys: readonly Rekey[]): PlanInput {
  const ledger: Ledger = applyWrites(
    input.ledger,
    rekeys.map(({ before, after }) => ({ kind: "room.rekey", before, after })),
  );
  const rooms = new Map<RoomKey, ObservedRoom>(input.observed.rooms);
  for (const { before, after } of rekeys) {
    const room = rooms.get(before);
    rooms.delete(before);
    if (room !== undefined) rooms.set(after, room);
  }
  const observed: Observed = { ...input.observed, rooms };
  return { ...input, ledger, observed };
}

function toRekey({ before, after }: Rekey): Change {
  const why = reason("code-changed", { before: structureOf(before) ?? "", after: structureOf(after) ?? "" });
  return { kind: "room.rekey", key: changeKey(`room.rekey:${after}`), room: after, before, reason: why };
}

/** What the same pass writes about one grant is one row: `later` adds its part to what `earlier` wrote. */
function mergeGrants(earlier: readonly LedgerWrite[], later: readonly LedgerWrite[], part: "level" | "lostSince"): LedgerWrite[] {
  if (later.length === 0) return [];
  const rows = new Map<string, Grant>();
  for (const write of earlier) if (write.kind === "grant.set") rows.set(`${write.room} ${write.grant.userId}`, write.grant);
  return later.map((write) => {
    const row = write.kind === "grant.set" ? rows.get(`${write.room} ${write.grant.userId}`) : undefined;
    return write.kind !== "grant.set" || row === undefined ? write : { ...write, grant: { ...row, [part]: write.grant[part] } };
  });
}

/** Somebody who signed in under the name of one of campus's own accounts: seen where links are read with the accounts. */
function serviceLinks({ policy, observed }: World): Problem[] {
  const own = Object.values(policy.identities).map((localpart) => observed.accounts.get(userIdOf(policy, localpart)));
  return own.flatMap((account) => (account === undefined ? [] : (serviceLinkProblem(account) ?? [])));
}

/** A shrunk source does not lower the bar for the next read. */
function lastGoodReads({ directory, ledger }: World, verdicts: readonly Verdict[]): LedgerWrite[] {
  const shrunk = new Set(verdicts.filter((one) => one.name === "source-shrunk" && one.verdict === "held").map((one) => one.subject));
  return [...countsRead(directory)]
    .filter(([source, count]) => !shrunk.has(source) && (ledger.base.sources.get(source) ?? 0) !== count)
    .map(([source, people]) => ({ kind: "source.set", source, people }));
}
