/** Who made a room, where that alone puts them above every level. */
import type { UserId } from "#core/ids.ts";
import { asList, asObject, asText, type Json } from "./json.ts";

/** The event that made the room; empty where it wasn't read. */
export function creationOf(state: readonly Json[]): { readonly sender: UserId; readonly content: Json } {
  const event = state.find(({ type }) => type === "m.room.create");
  return { sender: asText(event?.sender) as UserId, content: asObject(event?.content) };
}

/** Rooms from before versions had a name are of the first one. */
export function versionOf({ content }: { readonly content: Json }): string {
  return asText(content.room_version) || "1";
}

/** From version 12 on (MSC4289): whoever made the room, and those named with them; nobody in earlier ones. */
export function creatorsOf(state: readonly Json[]): readonly UserId[] {
  const created = creationOf(state);
  if (!(Number(versionOf(created)) >= 12)) return [];
  return [created.sender, ...asList(created.content.additional_creators).map((one) => asText(one) as UserId)];
}
