/** What sliding guards count a change as, once it was applied without anybody's approval (docs/RULES.md §7). */
import type { Change, MoveAccount } from "./change.ts";
import { isDestructive } from "./guard-kinds.ts";
import { type StructureKey, structureOf, templateOf } from "./ids.ts";

/**
 * `loss:CODE` is a removal from a structure's space: it counts for the structure and among all removals. `released`: something was taken
 * away because somebody approved it; only the number of people who must approve the next such changes depends on it.
 */
export type Weight =
  | "exit"
  | "closing"
  | "removal"
  | `loss:${string}`
  | "promotion"
  | "demotion"
  | "growth"
  | "rename"
  | "mail"
  | "reveal"
  | "released";

/** How many applied changes weigh what, over a stretch of time. */
export type Weights = ReadonlyMap<Weight, number>;

/** What somebody approved was looked at: it is not counted against the changes that nobody looks at. */
export function weightOf(change: Change): Weight | null {
  if (change.held === undefined) return naturalWeight(change);
  return isDestructive(change) ? "released" : null;
}

function naturalWeight(change: Change): Weight | null {
  if (isExit(change)) return "exit";
  if (isPromotion(change)) return "promotion";
  switch (change.kind) {
    case "account.create":
      return "growth";
    case "account.rename":
      return "rename";
    case "account.mail":
      return "mail";
    case "account.listing":
      return isReveal(change) ? "reveal" : null;
    case "room.close":
      return templateOf(change.room) === "space" ? "closing" : null;
    case "level.set":
      return isDemotion(change) ? "demotion" : null;
    case "member.remove":
      return removalWeight(change);
    default:
      return null;
  }
}

function removalWeight(change: Change & { kind: "member.remove" }): Weight | null {
  if (change.follows !== "link") return null;
  const structure = templateOf(change.room) === "space" ? structureOf(change.room) : null;
  return structure === null ? "removal" : lossOf(structure);
}

export function lossOf(structure: StructureKey): Weight {
  return `loss:${structure}`;
}

/** Every weight alike, a structure's losses among the removals. */
export function countWeight(weights: Weights, weight: Exclude<Weight, `loss:${string}`>): number {
  let total = weights.get(weight) ?? 0;
  if (weight === "removal") for (const [name, count] of weights) if (name.startsWith("loss:")) total += count;
  return total;
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

/** From this level on, a member has power over others. */
export const promotedLevel = 50;

export function isPromotion(change: Change): boolean {
  if (change.kind === "level.set") return change.after >= promotedLevel && change.before < promotedLevel;
  return (change.kind === "member.join" || change.kind === "member.invite") && change.asHolder === true;
}

/** Power over others that ends; leaving Encadrement counts as a removal. */
export function isDemotion(change: Change): boolean {
  return change.kind === "level.set" && change.before >= promotedLevel && change.after < promotedLevel;
}

/** Somebody comes off the red list. */
export function isReveal(change: Change): boolean {
  return change.kind === "account.listing" && change.after === "listed";
}

export function isLinkRemoval(change: Change): boolean {
  return change.kind === "member.remove" && change.follows === "link";
}
