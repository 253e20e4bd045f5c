/** People as groups call them, gathered while they are read. */
import type { LdapGroups } from "#config/source-ldap-groups.ts";
import { foldName } from "./distinguished-name.ts";
import type { PeopleIndex } from "./group-members.ts";
import { type Entry, textsOf } from "./values.ts";

export interface PeopleGathering extends PeopleIndex {
  /** `position` of the entry's record among the people of the reading. */
  add(entry: Entry, position: number): void;
}

/** Empty and free when no group is read. */
export function gatherPeople(groups: readonly LdapGroups[]): PeopleGathering {
  const byName = new Map<string, number>();
  const byUid = new Map<string, number>();
  const byGroup = new Map<string, number[]>();
  const uids = [...new Set(groups.flatMap(({ memberUids, uid }) => (memberUids.length > 0 ? [uid] : [])))];
  const memberOf = [...new Set(groups.flatMap((rule) => rule.memberOf ?? []))];
  return {
    byName,
    byUid,
    byGroup,
    add(entry, position) {
      if (groups.length === 0) return;
      byName.set(foldName(entry.dn), position);
      for (const attribute of uids) for (const uid of textsOf(entry, attribute, [])) byUid.set(uid.trim().toLowerCase(), position);
      for (const attribute of memberOf) {
        for (const name of textsOf(entry, attribute, [])) {
          const folded = foldName(name);
          const others = byGroup.get(folded);
          if (others) others.push(position);
          else byGroup.set(folded, [position]);
        }
      }
    },
  };
}
