/** The phases of a plan as types: each is carried out by its own code, and ends before the next one begins. */
import type { Change, ChangeKind } from "#core/change.ts";
import { type Phase as CorePhase, phases as corePhases } from "#core/order.ts";

/** New keys of structures come first of all: they only write the ledger, and later changes speak of them. */
export const phases = ["keys", ...corePhases] as const;
export type Phase = "keys" | CorePhase;

/** Same phases as core's, re-keying apart; test/engine/phases.test.ts compares them. */
export const phaseOf = {
  "room.rekey": "keys",
  "space.create": "structures",
  "room.create": "structures",
  "room.rename": "structures",
  "room.reopen": "structures",
  "account.create": "accounts",
  "account.adopt": "accounts",
  "account.rename": "accounts",
  "account.mail": "accounts",
  "identity.link": "accounts",
  "account.stay": "accounts",
  "account.unlock": "accounts",
  "account.reactivate": "accounts",
  "member.join": "joins",
  "level.set": "levels",
  "child.set": "children",
  "child.remove": "closings",
  "room.close": "closings",
  "member.remove": "removals",
  "account.leaving": "exits",
  "account.lock": "exits",
  "account.deactivate": "exits",
  "account.erase": "exits",
} as const satisfies Record<ChangeKind, Phase>;

/** The changes of one phase, typed by it, in the plan's order. */
export type ChangeOf<P extends Phase> = Extract<
  Change,
  { kind: { [K in ChangeKind]: (typeof phaseOf)[K] extends P ? K : never }[ChangeKind] }
>;

export function changesOf<P extends Phase>(phase: P, changes: readonly Change[]): ChangeOf<P>[] {
  return changes.filter((change): change is ChangeOf<P> => phaseOf[change.kind] === phase);
}
