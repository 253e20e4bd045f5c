/** People as groups call them, gathered while they are read. */
import type { LdapGroups } from "#config/source-ldap-groups.ts";
import { foldName } from "./distinguished-name.ts";
import type { PeopleIndex } from "./group-members.ts";
import { type Entry, textsOf } from "./values.ts";

export interface PeopleGathering extends PeopleIndex {
  /** `position` of the entry's record among the people of the reading. */
  add(entry: Entry, position: number): void;
}

/** For entries that groups have to find. */
export function gatherPeople(groups: readonly LdapGroups[]): PeopleGathering {
  const byName = new Map<string, number>();
  const byUid = new Map<string, number>();
  const byGroup = new Map<string, number[]>();
  const valuesOf = (entry: Entry, attributes: ReadonlySet<string>) => [...attributes].flatMap((attribute) => textsOf(entry, attribute, []));
  const uids = new Set(groups.flatMap(({ memberUids, uid }) => (memberUids.length > 0 ? [uid] : [])));
  const memberOf = new Set(groups.flatMap((rule) => rule.memberOf ?? []));
  return {
    byName,
    byUid,
    byGroup,
    add(entry, position) {
      byName.set(foldName(entry.dn), position);
      for (const uid of valuesOf(entry, uids)) byUid.set(uid.trim().toLowerCase(), position);
      for (const name of valuesOf(entry, memberOf)) {
        const known = byGroup.get(foldName(name));
        if (known) known.push(position);
        else byGroup.set(foldName(name), [position]);
      }
    },
  };
}
