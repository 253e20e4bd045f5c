/** Guards of what structures lose: closings, removals, and the members of any one of them. */
import type { Change } from "./change.ts";
import { count, type Guard, limitFor, limitsOf, sliding, weighing } from "./guard-sliding.ts";
import { isLinkRemoval, lossOf, type Weights } from "./guard-weights.ts";
import { type StructureKey, structureOf, templateOf } from "./ids.ts";
import type { Limit } from "./policy.ts";
import { compareText } from "./text.ts";
import type { World } from "./world.ts";

export function structures(world: World, changes: readonly Change[]): Guard[] {
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
