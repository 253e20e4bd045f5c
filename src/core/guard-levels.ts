/** Guards of who becomes or stops being a moderator or administrator somewhere. */
import type { Change } from "./change.ts";
import { count, type Guard, guard, limitsOf, sliding, weighing } from "./guard-sliding.ts";
import { isDemotion, isPromotion } from "./guard-weights.ts";
import { type RoomKey, type StructureKey, structureOf } from "./ids.ts";
import type { Limit } from "./policy.ts";
import type { World } from "./world.ts";

/**
 * A head's code, forged or not, opens the rooms of its structure by itself: in a sensitive one that waits as the level does. So does
 * an undo that puts somebody back: it doesn't know by what they had been in.
 */
export function isGivenByFunction({ kind, reason: { code } }: Change): boolean {
  return (kind === "member.join" || kind === "member.invite") && (code.startsWith("function") || code === "undoes-run");
}

export function levels(world: World, changes: readonly Change[]): Guard[] {
  const { ledger, policy, tree } = world;
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
