/** The engine's typed phases are core's. */
import { expect, it } from "vitest";
import type { ChangeKind } from "#core/change.ts";
import { phaseOf as corePhaseOf } from "#core/order.ts";
import { phaseOf } from "#engine/phases.ts";

it.each(Object.entries(phaseOf) as [ChangeKind, string][])("%s belongs to %s in core too", (kind, phase) => {
  expect(kind === "room.rekey" ? "keys" : corePhaseOf(kind)).toBe(phase);
});
