/**
 * Guards of adopted rooms. Whoever is made to join reads what was said there before, which nothing undoes; and a room made in the place of
 * one that was given up would be a second one without a word (docs/adr/0025).
 */
import type { Change } from "./change.ts";
import { count, type Guard, guard } from "./guard-sliding.ts";
import type { World } from "./world.ts";

export function adoptions({ takeovers }: World, changes: readonly Change[]): Guard[] {
  const takesPlace = (change: Change) =>
    (change.kind === "space.create" || change.kind === "room.create") && takeovers.released.has(change.spec.room);
  const isPlain = (change: Change) =>
    (change.kind === "room.adopt" && change.sensitive === undefined) || takesPlace(change) || emptied(changes, change);
  return [guardOf("adoption", changes, isPlain), guardOf("sensitive-adoption", changes, isSensitiveAdoption)].flat();
}

/** Once the room is given back nobody can be taken out of it any more: an undo does both, or waits with both. */
function emptied(changes: readonly Change[], change: Change): boolean {
  return change.kind === "room.release" && changes.some((one) => one.kind === "member.remove" && one.room === change.room);
}

export function isSensitiveAdoption(change: Change): boolean {
  return change.kind === "room.adopt" && change.sensitive === true;
}

/** Left out of plans that adopt nothing. */
function guardOf(name: "adoption" | "sensitive-adoption", changes: readonly Change[], watches: Guard["watches"]): Guard[] {
  const value = count(changes, watches);
  return value === 0 ? [] : [guard(name, value, 0, watches)];
}
