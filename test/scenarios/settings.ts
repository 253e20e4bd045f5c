/** Settings of the rooms of a scenario: as campus makes them, closes them, puts them back, and as people change them. */
import type { RestoreRoom, RoomSpec } from "#core/change.ts";
import type { RoomId } from "#core/ids.ts";
import type { ObservedSettings } from "#core/observed.ts";
import { closedTable, openTable } from "#core/room-levels.ts";

/** `space` is the room whose members may join. */
export function settingsOf(spec: RoomSpec, space: RoomId | null): ObservedSettings {
  return {
    topic: spec.topic,
    avatar: spec.avatar,
    alias: spec.alias,
    allows: spec.joinRule === "restricted" && space !== null ? [space] : [],
    history: spec.history,
    guests: false,
    encrypted: false,
    replacedBy: null,
    retention: null,
    levels: openTable(spec.levels),
  };
}

export function closed(settings: ObservedSettings): ObservedSettings {
  const { acts, events } = settings.levels;
  return { ...settings, allows: [], levels: { acts: { ...acts, ...closedTable.acts }, events: { ...events, ...closedTable.events } } };
}

/** The one setting, as the specification says. */
export function restored(settings: ObservedSettings, change: RestoreRoom, space: RoomId | null): ObservedSettings {
  const made = settingsOf(change.spec, space);
  const whole = change.closed ? closed({ ...made, levels: settings.levels }) : made;
  const field = change.setting === "joinRule" ? "allows" : change.setting;
  return { ...settings, [field]: whole[field] };
}

/** What somebody did: `topic`, `history`, `levels.invite`… A level is a number, `true` a switch, an empty text nothing. */
export function byHand(settings: ObservedSettings, setting: string, to: string | number | boolean): ObservedSettings {
  const [field = "", name = ""] = setting.split(/\.(.*)/);
  if (field === "allows") return { ...settings, allows: [...settings.allows, to as RoomId].sort() };
  if (field !== "levels") return { ...settings, [field]: to === "" ? null : to };
  const { acts, events } = settings.levels;
  return {
    ...settings,
    levels: name in acts ? { events, acts: { ...acts, [name]: to } } : { acts, events: { ...events, [name]: Number(to) } },
  };
}
