/** Power levels of managed rooms (docs/RULES.md §4 and §5), as contents of `m.room.power_levels`. */
import type { UserId } from "#core/ids.ts";
import { campusLevel, closedTable, type LevelTable, openTable } from "#core/room-levels.ts";
import type { RoomLevels } from "#core/template.ts";
import { asNumber, asObject, type Json } from "./json.ts";

/** Levels of an open room; `users` holds Agent Smith alone: people are raised by `setLevels`. */
export function openLevels(levels: RoomLevels, agentSmith: UserId): Json {
  const { acts, events } = openTable(levels);
  const { room, ...others } = acts;
  return { users: { [agentSmith]: campusLevel }, ...others, notifications: { room }, events: { ...events } };
}

/** The same levels with nobody but Agent Smith able to say or change anything; `users` and unknown keys are kept. */
export function closedLevels(current: Json): Json {
  return { ...current, ...closedTable.acts, events: { ...asObject(current.events), ...closedTable.events } };
}

/** Level of each act and of each type of event that campus sets, as the room has it (Matrix specification, `m.room.power_levels`). */
export function levelsOf(content: Json): LevelTable {
  const state = asNumber(content.state_default, 50);
  const write = asNumber(content.events_default, 0);
  const fifty = (name: string) => asNumber(content[name], 50);
  const acts = {
    users_default: asNumber(content.users_default, 0),
    events_default: write,
    state_default: state,
    ban: fifty("ban"),
    kick: fifty("kick"),
    redact: fifty("redact"),
    invite: asNumber(content.invite, 0),
    room: asNumber(asObject(content.notifications).room, 50),
  };
  const given = asObject(content.events);
  const usual = (type: string) => (messages.has(type) ? write : state);
  const types = Object.keys(openTable({ write: 0, moderate: 0 }).events);
  return { acts, events: Object.fromEntries(types.map((type) => [type, asNumber(given[type], usual(type))])) };
}

/** Of the types in the table, those that are no state. */
const messages: ReadonlySet<string> = new Set(["m.reaction", "m.room.redaction"]);

/** `wanted` over `current`: its users, Agent Smith apart, and keys we do not manage are kept. */
export function restoreLevels(current: Json, wanted: Json): Json {
  const users = { ...asObject(current.users), ...asObject(wanted.users) };
  return { ...current, ...wanted, users, events: { ...asObject(current.events), ...asObject(wanted.events), ...outOfReach(current) } };
}

/** Levels of events above Agent Smith's own, as rooms of people may have: nobody below their creator can lower them. */
function outOfReach(current: Json): Json {
  const events = asObject(current.events);
  return Object.fromEntries(Object.entries(events).filter(([, level]) => asNumber(level, 0) > campusLevel));
}

/** The content after raising or lowering `levels`; the same object when nothing would change. */
export function withLevels(current: Json, levels: ReadonlyMap<UserId, number>): Json {
  const usual = asNumber(current.users_default, 0);
  const users = { ...asObject(current.users) };
  let changed = false;
  for (const [user, level] of levels) {
    if (asNumber(users[user], usual) === level) continue;
    changed = true;
    if (level === usual) delete users[user];
    else users[user] = level;
  }
  return changed ? { ...current, users } : current;
}

/** Users above the default level, as the reader reports them. */
export function raisedUsers(content: Json): ReadonlyMap<UserId, number> {
  const usual = asNumber(content.users_default, 0);
  const raised = new Map<UserId, number>();
  for (const [user, value] of Object.entries(asObject(content.users))) {
    const level = asNumber(value, usual);
    if (level > usual) raised.set(user as UserId, level);
  }
  return raised;
}
