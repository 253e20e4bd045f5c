/** Guards of accounts: exits, arrivals, names, addresses, the red list, identities. */
import type { Change } from "./change.ts";
import { countKinds } from "./counts.ts";
import { inYearlyWindow } from "./day.ts";
import { isDecidedErasure, isIdentityAct } from "./guard-kinds.ts";
import type { SlidingGuard } from "./guard-names.ts";
import { count, type Guard, guard, limitFor, limitsOf, sliding, weighing } from "./guard-sliding.ts";
import { isExit, isReveal } from "./guard-weights.ts";
import type { Limit } from "./policy.ts";
import type { World } from "./world.ts";

export function exits(world: World, changes: readonly Change[]): Guard[] {
  const { ledger, policy, today } = world;
  const { exits: pass, exitsWeek, declaredWindows, windowFactor } = policy.guards;
  const factor = declaredWindows.some((window) => inYearlyWindow(today, window.from, window.until)) ? windowFactor : 1;
  const limit = limitFor(pass, ledger.base.open) * factor;
  const week = limitFor(exitsWeek, ledger.base.open) * factor;
  return sliding(world, { name: "exits", now: count(changes, isExit), limit, week, watches: isExit, before: weighing("exit") });
}

export function accounts(world: World, changes: readonly Change[]): Guard[] {
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
    guard("erasure", count(changes, isDecidedErasure), 0, isDecidedErasure),
    guard("external-ids", links, externalIds, is("identity.link")),
  ];
}

function countHidden({ accounts: found }: World["observed"]): number {
  let hidden = 0;
  for (const account of found.values()) if (!account.listed) hidden += 1;
  return hidden;
}
