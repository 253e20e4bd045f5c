/** Levels of rooms that people make themselves: calls and widgets are out of everybody's reach. */
import type { YamlValue } from "./yaml.ts";

/** Above the 100 of a room's creator, who therefore can neither send such an event nor lower its level (room version 11). */
const outOfReach = 101;

const calls = [
  "m.call",
  "m.call.answer",
  "m.call.candidates",
  "m.call.hangup",
  "m.call.invite",
  "m.call.member",
  "m.call.negotiate",
  "m.call.notify",
  "m.call.reject",
  "m.call.select_answer",
  "m.rtc.member",
  "m.rtc.notification",
  "m.rtc.slot",
  "org.matrix.msc3401.call",
  "org.matrix.msc3401.call.member",
  "org.matrix.msc4075.call.notify",
  "org.matrix.msc4075.rtc.notification",
  "org.matrix.msc4143.rtc.member",
  "org.matrix.msc4143.rtc.slot",
];
const widgets = ["im.vector.modular.widgets", "io.element.widgets.layout", "m.widget"];

/** Types of events that nobody sends while calls and widgets are off. */
export const refusedTypes: readonly string[] = [...calls, ...widgets];

/** Types of events that nobody sends, given what is off. */
export function refusedTypesOf(features: { readonly calls: "off" | "voice" | "video"; readonly widgets: "off" | "on" }): readonly string[] {
  return [...(features.calls === "off" ? calls : []), ...(features.widgets === "off" ? widgets : [])];
}

/** Synapse replaces the whole `events` map by the one configured, so its own defaults are repeated (Synapse 1.163.2, room creation). */
const synapseDefaults = {
  "m.room.avatar": 50,
  "m.room.canonical_alias": 50,
  "m.room.encryption": 100,
  "m.room.history_visibility": 100,
  "m.room.name": 50,
  "m.room.power_levels": 100,
  "m.room.server_acl": 100,
  "m.room.tombstone": 100,
};

/**
 * Value of `default_power_level_content_override`, so that clients don't even offer calls. A client that sends its own
 * `events` map when it creates a room replaces this one: what refuses in every case is the module (synapse-module.ts).
 */
export function peopleRoomLevels(refused: readonly string[] = refusedTypes): YamlValue {
  const events: Record<string, number> = { ...synapseDefaults };
  for (const type of refused) events[type] = outOfReach;
  return { private_chat: { events }, trusted_private_chat: { events }, public_chat: { events } };
}
