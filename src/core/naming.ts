/** Names and addresses on the server: user ids, aliases, display names, room names. */
import type { Person, Structure, StructureRecord } from "./directory.ts";
import type { RoomAlias, StructureKey, Template, UserId } from "./ids.ts";
import type { Policy } from "./policy.ts";
import { clean, fold, shorten } from "./text.ts";

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

/** `#str-<code>-<template>:server`, from the code and never from the label, so that renames leave it alone (docs/RULES.md §1). */
export function aliasOf(policy: Policy, structure: StructureKey, template: Template, secret: string | null): RoomAlias {
  const code = structure.toLowerCase().replace(/[^a-z0-9]/g, (character) => `_${character.charCodeAt(0).toString(16)}_`);
  const suffix = template === "space" ? "" : `-${template}`;
  return `#str-${code}${suffix}${secret === null ? "" : `-${secret}`}:${policy.serverName}` as RoomAlias;
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

const roomWords: Readonly<Record<Exclude<Template, "space">, string>> = {
  general: "Général",
  annonces: "Annonces",
  encadrement: "Encadrement",
};

/** Name of a room: the label for the space, "Général – SIGLE" for its rooms. */
export function roomNameOf(structure: Structure, template: Template): string {
  if (template === "space") return structure.label;
  return shorten(`${roomWords[template]} – ${structure.acronym ?? structure.label}`, longestLabel);
}

/** Prefix of closed rooms. */
export function closedNameOf(name: string): string {
  return name.startsWith("[Fermé] ") ? name : shorten(`[Fermé] ${name}`, longestLabel);
}

const rank: Readonly<Record<Template, string>> = { annonces: "1", general: "2", encadrement: "3", space: "5" };

/** Order string of a child in its space: rooms first, then sub-spaces by label; at most 50 ASCII characters (Matrix `m.space.child`). */
export function childOrderOf(structure: Structure, template: Template): string {
  if (template !== "space") return rank[template];
  const ascii = fold(structure.label).replace(/[^ -~]/g, "");
  return `${rank.space}${ascii}`.slice(0, 50).trimEnd();
}
