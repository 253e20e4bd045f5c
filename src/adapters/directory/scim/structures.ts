/** SCIM groups as structures: a group in a group is a part of it. */
import type { ScimSource } from "#config/source-scim.ts";
import type { StructureRecord } from "#core/directory.ts";
import { campusGroupUrn, partOf, textOf } from "#core/scim.ts";
import { matchesCode } from "#core/text.ts";
import type { ScimMember, ScimResource } from "#engine/ports.ts";
import { given } from "../given.ts";

interface Groups {
  readonly config: ScimSource;
  readonly members: ReadonlyMap<string, readonly ScimMember[]>;
  readonly codes: ReadonlyMap<string, string>;
}

const establishmentType = "ETAB";

export function toStructures(groups: readonly ScimResource[], { config, members, codes }: Groups): readonly StructureRecord[] {
  const parents = parentsIn(members, codes);
  const { establishment } = config;
  const structures = groups.map((group) => toStructure(group, codes.get(group.id) ?? group.id, parents.get(group.id) ?? [], config));
  if (establishment === null || structures.some(({ code }) => code === establishment.code)) return structures;
  const { code, label } = establishment;
  return [{ origin: "establishment", code, type: establishmentType, longLabel: label, parents: [] }, ...structures];
}

/** Group → codes of the groups that hold it. */
function parentsIn(members: Groups["members"], codes: Groups["codes"]): ReadonlyMap<string, readonly string[]> {
  const parents = new Map<string, string[]>();
  for (const [group, all] of members) {
    const code = codes.get(group) ?? group;
    for (const { id, type } of all) if (type === "Group") parents.set(id, [...(parents.get(id) ?? []), code]);
  }
  return parents;
}

function toStructure(group: ScimResource, code: string, parents: readonly string[], config: ScimSource): StructureRecord {
  const campus = partOf(group.body, campusGroupUrn);
  const { establishment, externalCodes } = config;
  const isExternal = campus.external === true || externalCodes.some((pattern) => matchesCode(pattern, code));
  const isTop = parents.length === 0 && !isExternal && establishment !== null && code !== establishment.code;
  return {
    origin: `Groups/${group.id}`,
    code,
    sourceId: group.id,
    parents: isTop ? [establishment.code] : parents,
    ...given("type", textOf(campus, "type")),
    ...given("acronym", textOf(campus, "acronym")),
    ...given("longLabel", textOf(group.body, "displayName")),
    ...given("opens", textOf(campus, "opens")),
    ...given("closes", textOf(campus, "closes")),
    ...(isExternal ? { external: true } : {}),
  };
}
