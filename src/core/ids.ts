/** Branded identifiers: parsed once at the edge, never built by concatenation elsewhere. */

declare const brand: unique symbol;
type Brand<T, B extends string> = T & { readonly [brand]: B };

/** The directory's immutable id of a human; opaque, leading zeros kept. */
export type PersonKey = Brand<string, "PersonKey">;
/** Code of a structure, as the directory writes it. */
export type StructureKey = Brand<string, "StructureKey">;
/** Full Matrix user id, `@localpart:server`. */
export type UserId = Brand<string, "UserId">;
/** Opaque Matrix room id: never parsed (room version 12 ids carry no server name). */
export type RoomId = Brand<string, "RoomId">;
/** Key of a managed room: `structure:HS_R55` (its space) or `structure:HS_R55/general`. */
export type RoomKey = Brand<string, "RoomKey">;
/** Full room alias, `#name:server`. */
export type RoomAlias = Brand<string, "RoomAlias">;
/** Civil day `YYYY-MM-DD`, Europe/Paris, compared as a string. */
export type Day = Brand<string, "Day">;
/** Deterministic key of a change, e.g. `member.join:structure:HS_R55/general:48213`. */
export type ChangeKey = Brand<string, "ChangeKey">;

export const personKey = (text: string): PersonKey => text as PersonKey;
export const structureKey = (text: string): StructureKey => text as StructureKey;
export const userId = (text: string): UserId => text as UserId;
export const roomId = (text: string): RoomId => text as RoomId;
export const roomAlias = (text: string): RoomAlias => text as RoomAlias;
export const changeKey = (text: string): ChangeKey => text as ChangeKey;
export const roomKey = (text: string): RoomKey => text as RoomKey;

/** The rooms campus makes for a structure; `space` is the space itself. */
export type Template = "space" | "general" | "annonces" | "encadrement";
export const templates: readonly Template[] = ["space", "annonces", "general", "encadrement"];

/** Key of one of a structure's rooms. */
export function structureRoom(structure: StructureKey, template: Template): RoomKey {
  return (template === "space" ? `structure:${structure}` : `structure:${structure}/${template}`) as RoomKey;
}

/** Where the template starts in a room's key; -1 for a space. Structure codes may hold slashes themselves. */
function templateStart(room: RoomKey): number {
  const slash = room.lastIndexOf("/");
  if (slash < 0) return -1;
  const tail = room.slice(slash + 1);
  return tail === "general" || tail === "annonces" || tail === "encadrement" ? slash : -1;
}

/** Key of the space a room belongs to; a space belongs to itself. */
export function spaceOf(room: RoomKey): RoomKey {
  const start = templateStart(room);
  return start < 0 ? room : (room.slice(0, start) as RoomKey);
}

/** Template of a managed room's key. */
export function templateOf(room: RoomKey): Template {
  const start = templateStart(room);
  return start < 0 ? "space" : (room.slice(start + 1) as Template);
}

/** Structure of a managed room's key. */
export function structureOf(room: RoomKey): StructureKey {
  return spaceOf(room).slice("structure:".length) as StructureKey;
}
