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

/** Key of a template: which room of a structure; `space` is the space itself. Those a site adds are as good as the built-in ones. */
export type Template = string;
/** Templates that every policy has. */
export const builtInTemplates = ["space", "annonces", "general", "encadrement"] as const;

/** Rooms across structures are made by a rule; `rule` is not the name of a template. */
const rulePrefix = "rule:";
const templateShape = /^[a-z][a-z0-9-]{0,31}$/;

/** May the text be the key of a template, or of a rule? */
export function isTemplateKey(text: string): boolean {
  return templateShape.test(text) && text !== "rule";
}

/**
 * Key of one of a structure's rooms. A structure's code may hold slashes and end like a template (`lab/projets`): its space then says so
 * (`structure:lab/projets/space`), so that a key is never two things.
 */
export function structureRoom(structure: StructureKey, template: Template): RoomKey {
  const bare = template === "space" && !endsLikeTemplate(structure);
  return (bare ? `structure:${structure}` : `structure:${structure}/${template}`) as RoomKey;
}

/** Key of a room made by a rule. */
export function ruleRoom(rule: string): RoomKey {
  return `${rulePrefix}${rule}` as RoomKey;
}

/** Key of the rule that made a room; null for a room of a structure. */
export function ruleOf(room: RoomKey): string | null {
  return room.startsWith(rulePrefix) ? room.slice(rulePrefix.length) : null;
}

function endsLikeTemplate(code: string): boolean {
  const slash = code.lastIndexOf("/");
  return slash >= 0 && templateShape.test(code.slice(slash + 1));
}

/** Where the template starts in a room's key; -1 for a space whose key doesn't name it. */
function templateStart(room: RoomKey): number {
  const slash = room.lastIndexOf("/");
  return slash >= 0 && templateShape.test(room.slice(slash + 1)) ? slash : -1;
}

/** Key of the space a room belongs to; a space belongs to itself, a room made by a rule to none. */
export function spaceOf(room: RoomKey): RoomKey | null {
  const structure = structureOf(room);
  return structure === null ? null : structureRoom(structure, "space");
}

/** Template of a managed room's key; `rule` for a room made by a rule. */
export function templateOf(room: RoomKey): Template {
  if (ruleOf(room) !== null) return "rule";
  const start = templateStart(room);
  return start < 0 ? "space" : room.slice(start + 1);
}

/** Structure of a managed room's key; null for a room made by a rule. */
export function structureOf(room: RoomKey): StructureKey | null {
  if (ruleOf(room) !== null) return null;
  const start = templateStart(room);
  return (start < 0 ? room : room.slice(0, start)).slice("structure:".length) as StructureKey;
}
