/** Guards: limits that hold the kinds of change they watch, and what depends on them, never the arrivals (docs/RULES.md §7). */
import type { Change } from "./change.ts";
import { accounts, exits } from "./guard-accounts.ts";
import { adoptions } from "./guard-adoption.ts";
import { isGivenByFunction, levels } from "./guard-levels.ts";
import type { GuardName } from "./guard-names.ts";
import { pauseGuards } from "./guard-pause.ts";
import { type Guard, guard } from "./guard-sliding.ts";
import { missingSources, sources } from "./guard-sources.ts";
import { structures } from "./guard-structures.ts";
import { isPromotion } from "./guard-weights.ts";
import type { ChangeKey } from "./ids.ts";
import { needsOf } from "./order.ts";
import type { Verdict } from "./plan.ts";
import { stoppedBy } from "./standing.ts";
import type { World } from "./world.ts";

export interface Judged {
  readonly changes: readonly Change[];
  readonly verdicts: readonly Verdict[];
}

/** `depends`: whether a change may follow from nothing but the absence of a source that could not be read. */
export function judge(world: World, changes: readonly Change[], depends: (change: Change) => boolean = () => false): Judged {
  const rest = changes.filter((change) => !isPlainJoin(change));
  const guards = [
    ...pauseGuards(world, changes),
    ...firstRun(world, changes),
    ...standing(world, changes),
    ...exits(world, rest),
    ...structures(world, rest),
    ...levels(world, rest),
    ...accounts(world, rest),
    ...adoptions(world, rest),
    ...sources(world),
    ...missingSources(world, depends),
  ];
  const tripped = guards.filter((guard) => guard.verdict === "held");
  const verdicts = guards.map(({ watches: _, ...verdict }) => verdict);
  return { verdicts, changes: tripped.length === 0 ? changes : hold(changes, tripped) };
}

/** Most of a first run, and nothing to any guard that counts: looked at once. */
function isPlainJoin(change: Change): boolean {
  return change.kind === "member.join" && !isPromotion(change) && !isGivenByFunction(change);
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
    const guard = watching(paused, change) ?? all ?? watching(tripped, change) ?? heldNeed(change, held);
    if (guard === undefined) continue;
    if (all === undefined) held.set(change.key, guard);
    (change as { held?: GuardName }).held = guard;
  }
  return changes;
}

function watching(guards: readonly Guard[], change: Change): GuardName | undefined {
  for (const guard of guards) if (guard.watches(change)) return guard.name;
  return undefined;
}

function heldNeed(change: Change, held: ReadonlyMap<ChangeKey, GuardName>): GuardName | undefined {
  if (held.size === 0) return undefined;
  const need = needsOf(change).find((key) => held.has(key));
  return need === undefined ? undefined : held.get(need);
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
