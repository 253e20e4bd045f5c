/** Settings of managed rooms that somebody changed: told, put back or accepted, as policy decides for each (docs/RULES.md §15). */
import type { Change, RestoreRoom, RoomSetting } from "./change.ts";
import type { DesiredRoom, DesiredRooms } from "./desire-rooms.ts";
import { type Drift, driftsOf } from "./drift.ts";
import { changeKey } from "./ids.ts";
import type { LedgerRoom, LedgerWrite } from "./ledger.ts";
import type { ObservedRoom } from "./observed.ts";
import type { DriftMode, DriftPolicy } from "./policy.ts";
import { type Problem, problem } from "./problem.ts";
import { reason } from "./reason.ts";
import type { World } from "./world.ts";

export interface DriftChanges {
  readonly changes: Change[];
  readonly problems: Problem[];
  readonly bookkeeping: LedgerWrite[];
}

export function diffDrift(world: World, rooms: DesiredRooms): DriftChanges {
  const result: DriftChanges = { changes: [], problems: [], bookkeeping: [] };
  for (const desired of rooms.values()) {
    const { room } = desired.spec;
    const [known, observed] = [world.ledger.rooms.get(room), world.observed.rooms.get(room)];
    if (known === undefined || observed === undefined) continue;
    reportIrreversible(desired, observed, result.problems);
    // Closing and reopening set everything themselves.
    if (desired.closed !== (known.closedSince !== null)) continue;
    diffRoom(world, { desired, known, observed }, result);
  }
  return result;
}

/** Neither can be undone: a human moves people to another room. */
function reportIrreversible({ spec: { room } }: DesiredRoom, { settings }: ObservedRoom, problems: Problem[]): void {
  if (settings?.encrypted) problems.push(problem("room-encrypted", room, {}, "error"));
  if (settings?.replacedBy) problems.push(problem("room-replaced", room, { by: settings.replacedBy }, "error"));
}

interface Known {
  readonly desired: DesiredRoom;
  readonly known: LedgerRoom;
  readonly observed: ObservedRoom;
}

function diffRoom(world: World, { desired, known, observed }: Known, result: DriftChanges): void {
  const drifts = driftsOf(world, desired, observed);
  const { room } = desired.spec;
  const isNew = world.takeovers.adopted.has(room);
  const accepted: Partial<Record<RoomSetting, string>> = {};
  for (const drift of drifts) {
    const { setting, found, expected } = drift;
    const isAccepted = known.accepted?.[setting] === found;
    const mode = isAccepted ? "accept" : modeOf(drift, world.policy.drift);
    if (mode === "accept") accepted[setting] = found;
    // Told once before anything is put back.
    else if (isNew) result.problems.push(problem("adopt-room-differs", room, { setting, found, expected }));
    else if (mode === "report") result.problems.push(problem("room-drift", room, { setting, found, expected }));
    else result.changes.push(restore(desired, drift));
  }
  if (!sameAccepted(known.accepted ?? {}, accepted)) result.bookkeeping.push({ kind: "room.set", room: withAccepted(known, accepted) });
}

/** What opens a room wider than policy has a rule of its own. */
export function modeOf({ setting, wider }: Drift, policy: DriftPolicy): DriftMode {
  return wider || setting === "guests" ? policy.wider : policy[setting];
}

function restore({ spec, closed }: DesiredRoom, { setting, found, expected, wider }: Drift): RestoreRoom {
  const why = reason(wider ? "drift-wider" : "drift-restored", { setting });
  const key = changeKey(`room.restore:${spec.room}:${setting}`);
  return { kind: "room.restore", key, room: spec.room, setting, closed, spec, before: found, after: expected, reason: why };
}

type Accepted = NonNullable<LedgerRoom["accepted"]>;

function sameAccepted(one: Accepted, other: Accepted): boolean {
  const text = (accepted: Accepted) => JSON.stringify(Object.entries(accepted).sort());
  return text(one) === text(other);
}

/** A setting that is as specified again is no longer remembered. */
function withAccepted({ accepted: _, ...room }: LedgerRoom, accepted: Accepted): LedgerRoom {
  return Object.keys(accepted).length === 0 ? room : { ...room, accepted };
}
