/** Guards: limits that hold the kinds of change they watch, and what depends on them, never the arrivals (docs/RULES.md §7). */
import type { Change } from "./change.ts";
import { countKinds } from "./counts.ts";
import { inYearlyWindow } from "./day.ts";
import type { GuardName, SlidingGuard } from "./guard-names.ts";
import { pauseGuards } from "./guard-pause.ts";
import {
  countWeight,
  isDemotion,
  isExit,
  isLinkRemoval,
  isPromotion,
  isReveal,
  lossOf,
  type Weight,
  type Weights,
} from "./guard-weights.ts";
import { type ChangeKey, type RoomKey, type StructureKey, structureOf, templateOf } from "./ids.ts";
import { localpartOf } from "./naming.ts";
import { needsOf } from "./order.ts";
import type { Verdict } from "./plan.ts";
import type { Limit } from "./policy.ts";
import { stoppedBy } from "./standing.ts";
import { compareText } from "./text.ts";
import type { World } from "./world.ts";

interface Guard extends Verdict {
  readonly watches: (change: Change) => boolean;
}

export interface Judged {
  readonly changes: readonly Change[];
  readonly verdicts: readonly Verdict[];
}

/** `depends`: whether a change may follow from nothing but the absence of a source that could not be read. */
export function judge(world: World, changes: readonly Change[], depends: (change: Change) => boolean = () => false): Judged {
  // Arrivals are most of a first run and nothing to most guards: they are looked at once.
  const rest = changes.filter((change) => change.kind !== "member.join" && change.kind !== "account.create");
  const guards = [
    ...pauseGuards(world, changes),
    ...firstRun(world, changes),
    ...standing(world, changes),
    ...exits(world, rest),
    ...structures(world, rest),
    ...levels(world, rest, changes),
    ...accounts(world, changes),
    ...sources(world),
    ...missingSources(world, depends),
  ];
  const tripped = guards.filter((guard) => guard.verdict === "held");
  const verdicts = guards.map(({ watches: _, ...verdict }) => verdict);
  return { verdicts, changes: tripped.length === 0 ? changes : hold(changes, tripped) };
}

/**
 * One forward pass is enough: dependencies come earlier in the order of execution.
 * The mark is set on the change itself: this very call of makePlan made it, and a first run holds half a million.
 */
function hold(changes: readonly Change[], tripped: readonly Guard[]): readonly Change[] {
  const all = tripped.find((one) => one.name === "first-run")?.name;
  const paused = tripped.filter((one) => one.name === "pause");
  const held = new Map<ChangeKey, GuardName>();
  for (const change of changes) {
    const guard =
      paused.find((one) => one.watches(change))?.name ?? all ?? tripped.find((one) => one.watches(change))?.name ?? heldNeed(change, held);
    if (guard === undefined) continue;
    if (all === undefined) held.set(change.key, guard);
    Object.assign(change, { held: guard });
  }
  return changes;
}

function heldNeed(change: Change, held: ReadonlyMap<ChangeKey, GuardName>): GuardName | undefined {
  if (held.size === 0) return undefined;
  const need = needsOf(change).find((key) => held.has(key));
  return need === undefined ? undefined : held.get(need);
}

/** Strictly more than the limit holds. */
function guard(name: GuardName, value: number, limit: number, watches: Guard["watches"]): Guard {
  return { name, value, limit, verdict: value > limit ? "held" : "ok", watches };
}

/** max(min, percent of the base), the percentage capped when a cap is given. */
export function limitFor({ min, percent, cap }: Limit, base: number): number {
  const share = Math.floor((base * percent) / 100);
  return Math.max(min, cap === undefined ? share : Math.min(cap, share));
}

function count(changes: readonly Change[], matches: (change: Change) => boolean): number {
  let total = 0;
  for (const change of changes) if (matches(change)) total += 1;
  return total;
}

/** A guard that counts over passes: this one with the last hour against `limit`, with the last 7 days against `week`. */
interface Sliding {
  readonly name: SlidingGuard;
  readonly now: number;
  readonly limit: number;
  readonly week: number;
  readonly watches: Guard["watches"];
  readonly before: (weights: Weights) => number;
}

/** What earlier passes did is past: without anything to hold now, nothing trips. */
function sliding({ ledger }: World, { name, now, limit, week, watches, before }: Sliding): Guard[] {
  const total = (weights: Weights) => (now === 0 ? 0 : now + before(weights));
  return [guard(name, total(ledger.base.hour), limit, watches), guard(`${name}-week`, total(ledger.base.week), week, watches)];
}

const weighing = (weight: Exclude<Weight, `loss:${string}`>) => (weights: Weights) => countWeight(weights, weight);

/** Limits of a pass, and of 7 days where the policy has none of its own. */
function limitsOf({ policy }: World, limit: Limit, base: number): Pick<Sliding, "limit" | "week"> {
  const pass = limitFor(limit, base);
  return { limit: pass, week: Math.floor(pass * policy.guards.weekFactor) };
}

function firstRun({ ledger }: World, changes: readonly Change[]): Guard[] {
  return ledger.base.applied ? [] : [guard("first-run", changes.length, 0, () => true)];
}

/** What somebody refused or took back stays held, whatever the limits say. */
function standing({ standing: holds = [] }: World, changes: readonly Change[]): Guard[] {
  return (["rejected", "undone"] as const).flatMap((cause) => {
    const stopped = stoppedBy(holds, cause, changes);
    return stopped.size === 0 ? [] : [guard(cause, stopped.size, 0, (change) => stopped.has(change.key))];
  });
}

function exits(world: World, changes: readonly Change[]): Guard[] {
  const { ledger, policy, today } = world;
  const { exits: pass, exitsWeek, declaredWindows, windowFactor } = policy.guards;
  const factor = declaredWindows.some((window) => inYearlyWindow(today, window.from, window.until)) ? windowFactor : 1;
  const limit = limitFor(pass, ledger.base.open) * factor;
  const week = limitFor(exitsWeek, ledger.base.open) * factor;
  return sliding(world, { name: "exits", now: count(changes, isExit), limit, week, watches: isExit, before: weighing("exit") });
}

function structures(world: World, changes: readonly Change[]): Guard[] {
  const { base } = world.ledger;
  const { closings, removals, removalsWeek, structureLoss } = world.policy.guards;
  const closed = new Set(changes.flatMap((change) => (change.kind === "room.close" ? [change.structure ?? change.room] : [])));
  const isClosing = (change: Change) => change.kind === "room.close";
  const limits = { limit: limitFor(removals, base.grants), week: limitFor(removalsWeek, base.grants) };
  return [
    ...sliding(world, {
      name: "closings",
      now: closed.size,
      ...limitsOf(world, closings, base.structures),
      watches: isClosing,
      before: weighing("closing"),
    }),
    ...sliding(world, {
      name: "removals",
      now: count(changes, isLinkRemoval),
      ...limits,
      watches: isLinkRemoval,
      before: weighing("removal"),
    }),
    ...structureLosses(world, structureLoss, changes),
  ];
}

/** Counted on the structure's space; holds the removals in all its rooms. */
function structureLosses(world: World, limit: Limit, changes: readonly Change[]): Guard[] {
  const losses = new Map<StructureKey, number>();
  for (const change of changes) {
    if (change.kind !== "member.remove" || change.follows !== "link" || templateOf(change.room) !== "space") continue;
    const structure = structureOf(change.room);
    if (structure === null) continue;
    losses.set(structure, (losses.get(structure) ?? 0) + 1);
  }
  return [...losses]
    .sort((a, b) => compareText(a[0], b[0]))
    .flatMap(([structure, now]) => {
      const watches = (change: Change) =>
        isLinkRemoval(change) && change.kind === "member.remove" && structureOf(change.room) === structure;
      const before = (weights: Weights) => weights.get(lossOf(structure)) ?? 0;
      const limits = limitsOf(world, limit, world.ledger.base.membersByStructure.get(structure) ?? 0);
      return sliding(world, { name: "structure-loss", now, ...limits, watches, before }).map((one) => ({ ...one, subject: structure }));
    });
}

/** A head's code, forged or not, opens the rooms of its structure by itself: in a sensitive one that waits as the level does. */
function isGivenByFunction(change: Change): boolean {
  return (change.kind === "member.join" || change.kind === "member.invite") && change.reason.code.startsWith("function");
}

function levels(world: World, rest: readonly Change[], all: readonly Change[]): Guard[] {
  const { ledger, policy, tree } = world;
  const joins = all.filter((change) => change.kind === "member.join" && (isPromotion(change) || isGivenByFunction(change)));
  const changes = [...rest, ...joins];
  const isSensitive = (room: RoomKey) => tree.sensitive.has(structureOf(room) ?? ("" as StructureKey));
  const inSensitive = (change: Change) =>
    (isPromotion(change) || isGivenByFunction(change)) && "room" in change && isSensitive(change.room);
  const of = (name: "promotions" | "demotions", limit: Limit, watches: Guard["watches"], weight: "promotion" | "demotion") =>
    sliding(world, {
      name,
      now: count(changes, watches),
      ...limitsOf(world, limit, ledger.base.promoted),
      watches,
      before: weighing(weight),
    });
  return [
    ...of("promotions", policy.guards.promotions, isPromotion, "promotion"),
    guard("sensitive-promotions", count(changes, inSensitive), 0, inSensitive),
    ...of("demotions", policy.guards.demotions, isDemotion, "demotion"),
  ];
}

function accounts(world: World, changes: readonly Change[]): Guard[] {
  const { growth, renames, mails, redList, externalIds } = world.policy.guards;
  const { open, applied } = world.ledger.base;
  const counts = countKinds(changes);
  const is = (kind: Change["kind"]) => (change: Change) => change.kind === kind;
  const of = (name: SlidingGuard, limit: Limit, kind: Change["kind"], weight: "growth" | "rename" | "mail") =>
    sliding(world, { name, now: counts[kind] ?? 0, ...limitsOf(world, limit, open), watches: is(kind), before: weighing(weight) });
  const revealed = { now: count(changes, isReveal), ...limitsOf(world, redList, countHidden(world.observed)) };
  const links = counts["identity.link"] ?? 0;
  const identities = count(changes, isIdentityAct);
  return [
    ...(applied ? of("growth", growth, "account.create", "growth") : []),
    ...of("renames", renames, "account.rename", "rename"),
    ...of("mails", mails, "account.mail", "mail"),
    ...sliding(world, { name: "red-list", ...revealed, watches: isReveal, before: weighing("reveal") }),
    guard("identity", identities, 0, isIdentityAct),
    guard("external-ids", links, externalIds, is("identity.link")),
  ];
}

function countHidden({ accounts: found }: World["observed"]): number {
  let hidden = 0;
  for (const account of found.values()) if (!account.listed) hidden += 1;
  return hidden;
}

/** What decides who enters an account: a link that moves, an account under another name than its login's (docs/RULES.md §12.5). */
export function isIdentityAct(change: Change): boolean {
  switch (change.kind) {
    case "identity.link":
    case "identity.merge":
      return true;
    case "account.create":
      return change.leaves !== undefined || !change.userId.startsWith(`@${localpartOf(change.login)}:`);
    case "account.adopt":
      return change.by !== undefined;
    default:
      return false;
  }
}

/** Kinds that take something from somebody. */
export function isDestructive(change: Change): boolean {
  switch (change.kind) {
    case "account.leaving":
    case "account.lock":
    case "account.deactivate":
    case "account.erase":
      return change.cause !== "forced" && change.cause !== "emergency";
    case "member.remove":
    case "room.close":
    case "child.remove":
      return true;
    case "level.set":
      return change.after < change.before;
    default:
      return false;
  }
}

/**
 * Also held when a source shrank: homonyms that vanished would change the names of those who stay, and back the next day;
 * and nobody is shown whom a missing entry had kept hidden.
 */
const isDoubtful = (change: Change): boolean => isDestructive(change) || change.kind === "account.rename" || isReveal(change);

/** Under 98 % of the last good read; two people fewer are tolerated in a small source. */
function sources({ directory, ledger, policy }: World): Guard[] {
  const { percent, tolerated, smallSource } = policy.guards.shrunk;
  const guards: Guard[] = [];
  const missing = new Set(directory.missing.map(({ source }) => source));
  for (const [source, last] of [...ledger.base.sources].sort((a, b) => compareText(a[0], b[0]))) {
    if (missing.has(source)) continue;
    const now = directory.readings.find((reading) => reading.source === source)?.people ?? 0;
    const allowed = last < smallSource ? tolerated : last - Math.ceil((last * percent) / 100);
    guards.push({ ...guard("source-shrunk", last - now, allowed, isDoubtful), subject: source });
  }
  return guards;
}

/** What only a missing source gives is not taken back, nor replaced by what another one says. */
function missingSources({ directory }: World, depends: (change: Change) => boolean): Guard[] {
  const watches = (change: Change) => isDestructive(change) || isReveal(change) || depends(change);
  return directory.missing.map(({ source }) => ({ ...guard("source-missing", 1, 0, watches), subject: source }));
}
