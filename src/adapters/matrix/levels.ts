/** Power levels of managed rooms (docs/RULES.md §4 and §5), as contents of `m.room.power_levels`. */
import type { UserId } from "#core/ids.ts";
import type { RoomLevels } from "#core/template.ts";
import { asNumber, asObject, type Json } from "./json.ts";

/** State that only campus writes in a managed room; calls and widgets are refused to everybody else as well. */
const campusOnly = [
  "m.room.name",
  "m.room.power_levels",
  "m.room.encryption",
  "m.room.join_rules",
  "m.room.history_visibility",
  "m.room.guest_access",
  "m.room.canonical_alias",
  "m.room.tombstone",
  "m.room.server_acl",
  "m.space.parent",
  "im.vector.modular.widgets",
  "io.element.widgets.layout",
  "m.widget",
  "m.call",
  "m.call.invite",
  "m.call.answer",
  "m.call.candidates",
  "m.call.hangup",
  "m.call.reject",
  "m.call.negotiate",
  "m.call.select_answer",
  "m.call.member",
  "m.call.notify",
  "m.rtc.member",
  "m.rtc.notification",
  "org.matrix.msc3401.call",
  "org.matrix.msc3401.call.member",
  "org.matrix.msc4075.call.notify",
  "org.matrix.msc4075.rtc.notification",
  "org.matrix.msc4143.rtc.member",
];

export const agentSmithLevel = 100;

/** Levels of an open room; `users` holds Agent Smith alone: people are raised by `setLevels`. */
export function openLevels({ write, moderate: power }: RoomLevels, agentSmith: UserId): Json {
  return {
    users: { [agentSmith]: agentSmithLevel },
    users_default: 0,
    events_default: write,
    state_default: power,
    ban: power,
    kick: power,
    redact: power,
    invite: 50,
    notifications: { room: power },
    events: { ...Object.fromEntries(campusOnly.map((type) => [type, 100])), "m.reaction": 0, "m.room.redaction": 0 },
  };
}

/** The same levels with nobody but Agent Smith able to say or change anything; `users` and unknown keys are kept. */
export function closedLevels(current: Json): Json {
  const events = { ...asObject(current.events), "m.reaction": 100 };
  return { ...current, events_default: 100, state_default: 100, invite: 100, events };
}

/** `wanted` over `current`: its users, Agent Smith apart, and keys we do not manage are kept. */
export function restoreLevels(current: Json, wanted: Json): Json {
  const users = { ...asObject(current.users), ...asObject(wanted.users) };
  const events = { ...asObject(current.events), ...asObject(wanted.events) };
  return { ...current, ...wanted, users, events };
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
