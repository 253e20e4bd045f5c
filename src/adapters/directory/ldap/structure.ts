/** One LDAP entry of the structures branch to a structure record. */
import type { LdapSource } from "#config/source.ts";
import type { StructureRecord } from "#core/directory.ts";
import type { Problem } from "#core/problem.ts";
import { matchesCode } from "#core/text.ts";
import { given } from "../given.ts";
import { type Entry, pickText, textsOf } from "./values.ts";

export function toStructure(entry: Entry, config: LdapSource, problems: Problem[]): StructureRecord {
  const { structure } = config;
  const code = pickText(entry, structure.code, problems) ?? "";
  const shortLabel = pickText(entry, structure.shortLabel, problems);
  return {
    origin: entry.dn,
    code,
    parents: [...textsOf(entry, structure.parents, problems)],
    ...given("sourceId", pickText(entry, structure.sourceId, problems)),
    ...given("type", pickText(entry, structure.type, problems)),
    ...given("acronym", pickText(entry, structure.acronym, problems) ?? acronymOf(shortLabel, code)),
    ...given("shortLabel", shortLabel),
    ...given("longLabel", pickText(entry, structure.longLabel, problems)),
    ...given("opens", pickText(entry, structure.opens, problems)),
    ...given("closes", pickText(entry, structure.closes, problems)),
    ...given("successor", pickText(entry, structure.successor, problems)),
    ...(config.externalCodes.some((pattern) => matchesCode(pattern, code)) ? { external: true } : {}),
  };
}

/** SUPANN has no attribute for acronyms: `ou` holds one, or a short label of several words, or the code for want of better. */
function acronymOf(shortLabel: string | undefined, code: string): string | undefined {
  if (shortLabel === undefined || shortLabel.toLowerCase() === code.toLowerCase()) return undefined;
  return /^\S{1,30}$/.test(shortLabel) ? shortLabel : undefined;
}
