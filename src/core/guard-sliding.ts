/** What guards are made of: a count, the limit it may reach, and the same over the last hour and the last 7 days. */
import type { Change } from "./change.ts";
import type { GuardName, SlidingGuard } from "./guard-names.ts";
import { countWeight, type Weight, type Weights } from "./guard-weights.ts";
import type { Verdict } from "./plan.ts";
import type { Limit } from "./policy.ts";
import type { World } from "./world.ts";

export interface Guard extends Verdict {
  readonly watches: (change: Change) => boolean;
}

/** Strictly more than the limit holds. */
export function guard(name: GuardName, value: number, limit: number, watches: Guard["watches"]): Guard {
  return { name, value, limit, verdict: value > limit ? "held" : "ok", watches };
}

/** max(min, percent of the base), the percentage capped when a cap is given. */
export function limitFor({ min, percent, cap }: Limit, base: number): number {
  const share = Math.floor((base * percent) / 100);
  return Math.max(min, cap === undefined ? share : Math.min(cap, share));
}

export function count(changes: readonly Change[], matches: (change: Change) => boolean): number {
  let total = 0;
  for (const change of changes) if (matches(change)) total += 1;
  return total;
}

/** A guard that counts over passes: this one with the last hour against `limit`, with the last 7 days against `week`. */
export interface Sliding {
  readonly name: SlidingGuard;
  readonly now: number;
  readonly limit: number;
  readonly week: number;
  readonly watches: Guard["watches"];
  readonly before: (weights: Weights) => number;
}

/** What earlier passes did is past: without anything to hold now, nothing trips. */
export function sliding({ ledger }: World, { name, now, limit, week, watches, before }: Sliding): Guard[] {
  const total = (weights: Weights) => (now === 0 ? 0 : now + before(weights));
  return [guard(name, total(ledger.base.hour), limit, watches), guard(`${name}-week`, total(ledger.base.week), week, watches)];
}

export const weighing = (weight: Exclude<Weight, `loss:${string}`>) => (weights: Weights) => countWeight(weights, weight);

/** Limits of a pass, and of 7 days where the policy has none of its own. */
export function limitsOf({ policy }: World, limit: Limit, base: number): Pick<Sliding, "limit" | "week"> {
  const pass = limitFor(limit, base);
  return { limit: pass, week: Math.floor(pass * policy.guards.weekFactor) };
}
