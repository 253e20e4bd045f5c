/** Entries of a branch of groups, as they are: names, ends, and who they say belongs to them. */
import type { LdapGroups } from "#config/source-ldap-groups.ts";
import type { Problem } from "#core/problem.ts";
import { foldName } from "./distinguished-name.ts";
import { type Entry, pickText, textsOf } from "./values.ts";

export interface Group {
  readonly dn: string;
  readonly rule: LdapGroups;
  readonly name: string;
  readonly label: string | undefined;
  /** Last day, as the directory writes it. */
  readonly until: string | undefined;
  /** Distinguished names, folded: people or groups. */
  readonly members: readonly string[];
  /** Of people. */
  readonly uids: readonly string[];
}

export function groupAttributes({ name, label, members, memberUids, ends }: LdapGroups): string[] {
  return [...new Set([name, ...members, ...memberUids, ...[label, ends].filter((one) => one !== null)])];
}

/** What must be asked of people so that groups find them. */
export function attributesForGroups(groups: readonly LdapGroups[]): string[] {
  return groups.flatMap(({ memberUids, uid, memberOf }) => [
    ...(memberUids.length > 0 ? [uid] : []),
    ...(memberOf === null ? [] : [memberOf]),
  ]);
}

export function toGroup(entry: Entry, rule: LdapGroups, problems: Problem[]): Group {
  const text = (attribute: string | null) => pickText(entry, attribute === null ? null : { attribute }, problems);
  return {
    dn: entry.dn,
    rule,
    name: text(rule.name)?.trim() ?? "",
    label: text(rule.label),
    until: text(rule.ends),
    members: rule.members.flatMap((attribute) => textsOf(entry, attribute, problems)).map(foldName),
    uids: rule.memberUids.flatMap((attribute) => textsOf(entry, attribute, problems)).map((uid) => uid.trim().toLowerCase()),
  };
}
