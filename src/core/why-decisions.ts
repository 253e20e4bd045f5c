/** What somebody decided about a person, for "Pourquoi ?": whatever the decision changes today, or doesn't. */
import { authorship, isInForce, type Override } from "./decisions.ts";
import type { PersonKey } from "./ids.ts";
import { exemptionOf, overrideOf } from "./lifecycle.ts";
import { type Reason, reason } from "./reason.ts";
import type { World } from "./world.ts";

/** In a fixed order: forced values, exemption, departure, refresh request, pause. */
export function decisionsAbout(world: World, key: PersonKey): readonly Reason[] {
  const { emergencies, erasures, leavings, refreshes, pause } = world.decisions;
  const [emergency, leaving, refresh, exemption] = [emergencies.get(key), leavings.get(key), refreshes.get(key), exemptionOf(key, world)];
  const erasure = erasures.get(key);
  return [
    ...(emergency ? [reason("emergency-lock", authorship(emergency))] : []),
    ...(erasure ? [reason("erasure-decided", authorship(erasure))] : []),
    ...forcedValues(world, key),
    ...(exemption?.eligible ? [reason("exempted", authorship(exemption))] : []),
    ...(exemption?.protected ? [reason("protected", authorship(exemption))] : []),
    ...(leaving?.act === "cancel" ? [reason("leaving-cancelled", authorship(leaving))] : []),
    ...(leaving?.act === "move" && leaving.due !== null ? [reason("leaving-moved", { ...authorship(leaving), due: leaving.due })] : []),
    ...(refresh ? [reason("refresh-pending", authorship(refresh))] : []),
    ...(pause ? [reason("paused", authorship(pause))] : []),
  ];
}

function forcedValues(world: World, key: PersonKey): readonly Reason[] {
  const decided = world.decisions.overrides.get(key);
  if (decided === undefined || !isInForce(decided, world.today)) return [];
  if (overrideOf(world.directory.people.get(key), world) === undefined) return [reason("forced-without-effect", authorship(decided))];
  return [...(decided.disabled ? [reason("forced-disabled", authorship(decided))] : []), ...valuesOf(decided)];
}

function valuesOf(override: Override): readonly Reason[] {
  const fields = ["displayName", "mail"] as const;
  return fields.flatMap((field) => {
    const value = override[field];
    return value === undefined ? [] : [reason("forced-value", { ...authorship(override), field, value })];
  });
}
