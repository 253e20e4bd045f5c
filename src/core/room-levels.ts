/** What each act needs in a managed room (docs/RULES.md §4 and §5): the same table makes rooms and tells what somebody changed in them. */
import type { RoomLevels } from "./template.ts";

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
] as const;

/** Level of everything that only campus does: Agent Smith's own. */
export const campusLevel = 100;

/** Of whoever made a room of version 12 or later: nobody gives it and nobody lowers it. */
export const creatorLevel = 150;

/** Levels of acts, and of sending each type of event. */
export interface LevelTable {
  readonly acts: Readonly<Record<LevelAct, number>>;
  readonly events: Readonly<Record<string, number>>;
}

/** Fields of `m.room.power_levels`; `room` is that of `notifications`: @room. */
export type LevelAct = "users_default" | "events_default" | "state_default" | "ban" | "kick" | "redact" | "invite" | "room";

export function openTable({ write, moderate }: RoomLevels): LevelTable {
  const moderation = { state_default: moderate, ban: moderate, kick: moderate, redact: moderate, room: moderate };
  return {
    acts: { users_default: 0, events_default: write, ...moderation, invite: 50 },
    events: { ...Object.fromEntries(campusOnly.map((type) => [type, campusLevel])), "m.reaction": 0, "m.room.redaction": 0 },
  };
}

/** What a closed room refuses to everybody but Agent Smith; the rest stays as it was when it closed. */
export const closedTable = {
  acts: { events_default: campusLevel, state_default: campusLevel, invite: campusLevel },
  events: { "m.reaction": campusLevel },
} as const;
