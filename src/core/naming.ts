/** Names and addresses on the server: user ids, aliases, display names, room names. */
import type { Person, Structure, StructureRecord } from "./directory.ts";
import type { RoomAlias, StructureKey, UserId } from "./ids.ts";
import type { Policy } from "./policy.ts";
import { fillName, type RoomTemplate } from "./template.ts";
import { clean, fold, matchesCode, shorten } from "./text.ts";

/** Synapse refuses longer display names (256 characters, docs/RULES.md §1). */
const longestName = 256;
const longestLabel = 255;

/**
 * Localpart for a login: lower case; null when the login holds a character that user ids don't have, or `+`, kept for campus's own.
 * Synapse reserves all-digit localparts for guests (handlers/register.py), so those get a `u`; the external id stays the bare login.
 */
export function localpartOf(login: string): string | null {
  const lower = login.trim().toLowerCase();
  if (!/^[a-z0-9.=/-][a-z0-9._=/-]*$/.test(lower)) return null;
  return /^[0-9]+$/.test(lower) ? `u${lower}` : lower;
}

export function userIdOf(policy: Policy, localpart: string): UserId {
  return `@${localpart}:${policy.serverName}` as UserId;
}

/** `#str-<code>-<suffix>:server`, from the code and never from the label, so that renames leave it alone (docs/RULES.md §1). */
export function aliasOf(policy: Policy, structure: StructureKey, suffix: string, secret: string | null): RoomAlias {
  const code = structure.toLowerCase().replace(/[^a-z0-9]/g, (character) => `_${character.charCodeAt(0).toString(16)}_`);
  return `#${["str", code, suffix, secret ?? ""].filter((part) => part !== "").join("-")}:${policy.serverName}` as RoomAlias;
}

/** Alias of a room made by a rule; a public one ends in the secret part, as the establishment's do. */
export function ruleAliasOf(policy: Policy, rule: string, secret: string | null): RoomAlias {
  return `#rule-${rule}${secret === null ? "" : `-${secret}`}:${policy.serverName}` as RoomAlias;
}

/** The source's display name when it has mixed case, else "given family" as written. */
export function displayNameOf(record: { displayName?: string; givenName?: string; familyName?: string; login?: string }): string {
  const shown = clean(record.displayName);
  const built = clean(`${record.givenName ?? ""} ${record.familyName ?? ""}`);
  const mixed = shown !== "" && shown !== shown.toUpperCase();
  return shorten((mixed ? shown : built) || shown || built || (record.login ?? ""), longestName);
}

/** Homonyms get their structure's acronym; anybody else is shown under the bare name. */
export function nameAmongHomonyms(person: Person, homonyms: ReadonlyMap<string, number>, acronym: string | null): string {
  if ((homonyms.get(person.foldedName) ?? 0) < 2 || acronym === null) return person.displayName;
  return shorten(`${person.displayName} (${acronym})`, longestName);
}

/** Long label, or short one, or code; "(ACRONYM)" appended unless the label has it already. */
export function labelOf(record: StructureRecord): { readonly label: string; readonly acronym: string | null; readonly shortened: boolean } {
  const acronym = clean(record.acronym) || null;
  const long = clean(record.longLabel) || clean(record.shortLabel) || acronym || record.code;
  const alreadyThere = acronym === null || fold(long).includes(fold(acronym));
  const full = alreadyThere ? long : `${long} (${acronym})`;
  const label = shorten(full, longestLabel);
  return { label, acronym, shortened: label !== full };
}

/** Name of a room, by its template: the label for the space, "Général – SIGLE" for its rooms. */
export function roomNameOf(structure: Structure, template: RoomTemplate): string {
  return fillName(template.name, structure);
}

/** Prefix of closed rooms. */
export function closedNameOf(name: string): string {
  return name.startsWith("[Fermé] ") ? name : shorten(`[Fermé] ${name}`, longestLabel);
}

/** A child's place in its space (Matrix `m.space.child`): 50 ASCII characters at most. */
const longestOrder = 50;

/** Order string of a child in its space: rooms by their template's; sub-spaces by rank of their type, then by label. */
export function childOrderOf(structure: Structure, { key, order }: RoomTemplate, typeOrder: readonly string[]): string {
  if (key !== "space") return order;
  const ascii = fold(structure.label).replace(/[^ -~]/g, "");
  return `${order}${rankOfType(structure.type, typeOrder)}${ascii}`.slice(0, longestOrder).trimEnd();
}

/** Two digits, the types that the policy doesn't name last; nothing when it ranks none. */
function rankOfType(type: string, typeOrder: readonly string[]): string {
  if (typeOrder.length === 0) return "";
  const at = typeOrder.findIndex((pattern) => matchesCode(pattern, type));
  return `${String(Math.min(at < 0 ? 99 : at, 99)).padStart(2, "0")} `;
}
