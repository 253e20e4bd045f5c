/** Guards: limits that hold the kinds of change they watch, and what depends on them, never the arrivals (docs/RULES.md §7). */
import type { Change, MoveAccount } from "./change.ts";
import { countKinds } from "./counts.ts";
import { inYearlyWindow } from "./day.ts";
import { isForHolders } from "./desire.ts";
import type { GuardName } from "./guard-names.ts";
import { type ChangeKey, type StructureKey, structureOf, templateOf } from "./ids.ts";
import { localpartOf } from "./naming.ts";
import { needsOf } from "./order.ts";
import type { Verdict } from "./plan.ts";
import type { Limit } from "./policy.ts";
import { compareText } from "./text.ts";
import type { World } from "./world.ts";

interface Guard extends Verdict {
  readonly watches: (change: Change) => boolean;
}

export interface Judged {
  readonly changes: readonly Change[];
  readonly verdicts: readonly Verdict[];
}

export function judge(world: World, changes: readonly Change[]): Judged {
  // Arrivals are most of a first run and nothing to most guards: they are looked at once.
  const rest = changes.filter((change) => change.kind !== "member.join" && change.kind !== "account.create");
  const guards = [
    ...firstRun(world, changes),
    ...exits(world, rest),
    ...structures(world, rest),
    ...levels(world, rest, changes),
    ...accounts(world, changes),
    ...sources(world),
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
  const held = new Map<ChangeKey, GuardName>();
  for (const change of changes) {
    const guard = all ?? tripped.find((one) => one.watches(change))?.name ?? heldNeed(change, held);
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

function firstRun({ ledger }: World, changes: readonly Change[]): Guard[] {
  return ledger.base.applied ? [] : [guard("first-run", changes.length, 0, () => true)];
}

/** An exit that an operator forced is neither counted nor held; a new due day of the same leaving is no exit either. */
export function isExit(change: Change): change is MoveAccount {
  switch (change.kind) {
    case "account.leaving":
      return change.before === "open";
    case "account.lock":
    case "account.deactivate":
      return change.cause !== "forced" && change.cause !== "emergency";
    default:
      return false;
  }
}

function exits({ ledger, policy, today }: World, changes: readonly Change[]): Guard[] {
  const { exits: pass, exitsWeek, declaredWindows, windowFactor } = policy.guards;
  const factor = declaredWindows.some((window) => inYearlyWindow(today, window.from, window.until)) ? windowFactor : 1;
  const now = count(changes, isExit);
  return [
    guard("exits", now, limitFor(pass, ledger.base.open) * factor, isExit),
    guard("exits-week", now + ledger.base.exitsWeek, limitFor(exitsWeek, ledger.base.open) * factor, isExit),
  ];
}

const isLinkRemoval = (change: Change): boolean => change.kind === "member.remove" && change.follows === "link";

function structures({ ledger, policy }: World, changes: readonly Change[]): Guard[] {
  const isClosing = (change: Change) => change.kind === "room.close";
  const closed = new Set(changes.flatMap((change) => (change.kind === "room.close" ? [change.structure] : [])));
  const removed = count(changes, isLinkRemoval);
  return [
    guard("closings", closed.size, limitFor(policy.guards.closings, ledger.base.structures), isClosing),
    guard("removals", removed, limitFor(policy.guards.removals, ledger.base.grants), isLinkRemoval),
    guard("removals-week", removed + ledger.base.removalsWeek, limitFor(policy.guards.removalsWeek, ledger.base.grants), isLinkRemoval),
    ...structureLosses(ledger.base.membersByStructure, policy.guards.structureLoss, changes),
  ];
}

/** Counted on the structure's space; holds the removals in all its rooms. */
function structureLosses(members: ReadonlyMap<StructureKey, number>, limit: Limit, changes: readonly Change[]): Guard[] {
  const losses = new Map<StructureKey, number>();
  for (const change of changes) {
    if (change.kind !== "member.remove" || change.follows !== "link" || templateOf(change.room) !== "space") continue;
    const structure = structureOf(change.room);
    losses.set(structure, (losses.get(structure) ?? 0) + 1);
  }
  return [...losses]
    .sort((a, b) => compareText(a[0], b[0]))
    .map(([structure, lost]) => {
      const watches = (change: Change) =>
        isLinkRemoval(change) && change.kind === "member.remove" && structureOf(change.room) === structure;
      return { ...guard("structure-loss", lost, limitFor(limit, members.get(structure) ?? 0), watches), subject: structure };
    });
}

function isPromotion(change: Change): boolean {
  if (change.kind === "level.set") return change.after >= 50 && change.before < 50;
  return change.kind === "member.join" && isForHolders(change.room);
}

function levels({ ledger, policy, tree }: World, rest: readonly Change[], all: readonly Change[]): Guard[] {
  const changes = [...rest, ...all.filter((change) => change.kind === "member.join" && isForHolders(change.room))];
  const inSensitive = (change: Change) =>
    isPromotion(change) && (change.kind === "level.set" || change.kind === "member.join") && tree.sensitive.has(structureOf(change.room));
  return [
    guard("promotions", count(changes, isPromotion), limitFor(policy.guards.promotions, ledger.base.promoted), isPromotion),
    guard("sensitive-promotions", count(changes, inSensitive), 0, inSensitive),
  ];
}

/** Somebody comes off the red list. */
export const isReveal = (change: Change): boolean => change.kind === "account.listing" && change.after === "listed";

function accounts({ ledger, policy, observed }: World, changes: readonly Change[]): Guard[] {
  const is = (kind: Change["kind"]) => (change: Change) => change.kind === kind;
  const { growth, renames, mails, externalIds } = policy.guards;
  const { open } = ledger.base;
  const hidden = countHidden(observed);
  const counts = countKinds(changes);
  const links = counts["identity.link"] ?? 0;
  const identities = count(changes, isIdentityAct);
  return [
    ...(ledger.base.applied ? [guard("growth", counts["account.create"] ?? 0, limitFor(growth, open), is("account.create"))] : []),
    guard("renames", counts["account.rename"] ?? 0, limitFor(renames, open), is("account.rename")),
    guard("mails", counts["account.mail"] ?? 0, limitFor(mails, open), is("account.mail")),
    guard("red-list", count(changes, isReveal), limitFor(policy.guards.redList, hidden), isReveal),
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
  if (change.kind === "identity.link") return true;
  return change.kind === "account.create" && !change.userId.startsWith(`@${localpartOf(change.login)}:`);
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
  for (const [source, last] of [...ledger.base.sources].sort((a, b) => compareText(a[0], b[0]))) {
    const now = directory.readings.find((reading) => reading.source === source)?.people ?? 0;
    const allowed = last < smallSource ? tolerated : last - Math.ceil((last * percent) / 100);
    guards.push({ ...guard("source-shrunk", last - now, allowed, isDoubtful), subject: source });
  }
  return guards;
}
