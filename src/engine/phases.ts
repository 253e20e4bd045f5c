/** The phases of a plan as types: each is carried out by its own code, and ends before the next one begins. */
import type { Change, ChangeKind } from "#core/change.ts";
import { type Phase, type phaseByKind, phaseOf } from "#core/order.ts";

/** The changes of one phase, typed by it, in the plan's order. */
export type ChangeOf<P extends Phase> = Extract<
  Change,
  { kind: { [K in ChangeKind]: (typeof phaseByKind)[K] extends P ? K : never }[ChangeKind] }
>;

export function changesOf<P extends Phase>(phase: P, changes: readonly Change[]): ChangeOf<P>[] {
  return changes.filter((change): change is ChangeOf<P> => phaseOf(change.kind) === phase);
}
