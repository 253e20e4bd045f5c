/** What somebody changed by hand in managed rooms: found by comparing what the server shows with what the specification says. */
import type { RoomSetting } from "./change.ts";
import type { DesiredRoom } from "./desire-rooms.ts";
import type { ObservedRoom, ObservedSettings } from "./observed.ts";
import { campusLevel, closedTable, type LevelTable, openTable } from "./room-levels.ts";
import { isOwed } from "./takeovers.ts";
import type { World } from "./world.ts";

/** One setting that is not as specified. `wider`: more people may come in, read or act than policy allows. */
export interface Drift {
  readonly setting: RoomSetting;
  readonly found: string;
  readonly expected: string;
  readonly wider: boolean;
}

interface Looked {
  readonly desired: DesiredRoom;
  readonly observed: ObservedRoom;
  readonly settings: ObservedSettings;
}

/** In a fixed order. A topic or picture that the template leaves open is its moderators' own. */
export function driftsOf(world: World, desired: DesiredRoom, observed: ObservedRoom): readonly Drift[] {
  const { settings } = observed;
  if (settings === undefined) return [];
  const looked = { desired, observed, settings };
  const { spec } = desired;
  if (desired.closed) return closedDrifts(world, looked);
  return [
    joinDrift(world, looked),
    ranked("history", settings.history, spec.history, histories),
    guestDrift(looked),
    levelDrift(looked),
    plain("alias", settings.alias, spec.alias),
    spec.topic === null ? null : plain("topic", settings.topic, spec.topic),
    spec.avatar === null ? null : plain("avatar", settings.avatar, spec.avatar),
    plain("retention", settings.retention, ""),
  ].filter((one): one is Drift => one !== null);
}

/** A closed room keeps what it had when it closed, but nobody comes in, reads from outside or writes. */
function closedDrifts(world: World, looked: Looked): readonly Drift[] {
  const { settings, desired } = looked;
  return [
    joinDrift(world, looked),
    settings.history === "world_readable" ? ranked("history", settings.history, desired.spec.history, histories) : null,
    guestDrift(looked),
    levelDrift(looked),
  ].filter((one): one is Drift => one !== null);
}

function guestDrift({ settings }: Looked): Drift | null {
  return settings.guests ? { setting: "guests", found: "can_join", expected: "forbidden", wider: true } : null;
}

function plain(setting: RoomSetting, value: string | null, expected: string): Drift | null {
  const found = value ?? "";
  return found === expected ? null : { setting, found, expected, wider: false };
}

/** From the most private to the most open; what is not in the list counts as more open than all. */
const joinRules = ["invite", "knock", "restricted", "public"];
const histories = ["joined", "invited", "shared", "world_readable"];

function ranked(setting: RoomSetting, found: string, expected: string, order: readonly string[]): Drift | null {
  if (found === expected) return null;
  const rank = (value: string) => (order.includes(value) ? order.indexOf(value) : order.length);
  return { setting, found, expected, wider: rank(found) > rank(expected) };
}

/** A restricted room without a space was made invite-only. */
function joinDrift(world: World, { desired, observed, settings }: Looked): Drift | null {
  const { ledger } = world;
  const { joinRule, space } = desired.spec;
  // The room that it should be restricted to is made, or taken over, by this plan or a later one.
  const isToCome = space !== null && (isOwed(world, space) || world.takeovers.adopted.has(desired.spec.room));
  if (joinRule === "restricted" && isToCome && !ledger.rooms.has(space)) return null;
  const allowed = space === null ? undefined : ledger.rooms.get(space)?.roomId;
  const expected = joinRule === "restricted" && allowed === undefined ? "invite" : joinRule;
  if (observed.joinRule !== expected || expected !== "restricted") return ranked("joinRule", observed.joinRule, expected, joinRules);
  const strangers = settings.allows.filter((room) => room !== allowed);
  if (strangers.length === 0 && settings.allows.length > 0) return null;
  const found = `restricted ${settings.allows.join(" ")}`.trim();
  return { setting: "joinRule", found, expected: `restricted ${allowed}`, wider: strangers.length > 0 };
}

/** People's own levels are another matter (`level.set`). */
function levelDrift({ desired, settings }: Looked): Drift | null {
  const expected = flat(desired.closed ? closedTable : openTable(desired.spec.levels));
  const found = flat(settings.levels);
  const changed = [...expected].filter(([name, level]) => found.get(name) !== level);
  if (changed.length === 0) return null;
  const text = (table: ReadonlyMap<string, number>) => changed.map(([name]) => `${name} ${table.get(name)}`).join(", ");
  // Everybody's own level is the one that opens when it is raised.
  const wider = changed.some(([name, level]) =>
    name === "users_default" ? (found.get(name) ?? 0) > level : (found.get(name) ?? 0) < level,
  );
  return { setting: "levels", found: text(found), expected: text(expected), wider };
}

/** Above Agent Smith's own level, which rooms of people may have, means the same: nobody else's. */
function flat({
  acts,
  events,
}: {
  readonly acts: Partial<LevelTable["acts"]>;
  readonly events: LevelTable["events"];
}): Map<string, number> {
  const all = [...Object.entries(acts), ...Object.entries(events)];
  return new Map(all.map(([name, level]) => [name, Math.min(level, campusLevel)]));
}
