/** A place for a room by the policy: what a room put there is called, whether it is a space, whether its structure is sensitive. */
import { type RoomAlias, type RoomKey, ruleOf, type StructureKey, structureOf, templateOf } from "./ids.ts";
import { aliasOf, roomNameOf, ruleAliasOf } from "./naming.ts";
import { joinRuleOf } from "./rule.ts";
import type { StructureTree } from "./tree.ts";
import type { WorldInput } from "./world.ts";

export interface RoomPlace {
  readonly isSpace: boolean;
  readonly name: string;
  readonly alias: RoomAlias;
  readonly sourceId: string | null;
  readonly sensitive: boolean;
}

/** null: no such template or rule, or a structure that is unknown, closed or outside. Sizes and types count at creation only. */
export function placeOf(input: Pick<WorldInput, "policy" | "directory">, tree: StructureTree, room: RoomKey): RoomPlace | null {
  const structure = structureOf(room);
  return structure === null ? rulePlace(input, ruleOf(room)) : structurePlace(input, tree, { structure, room });
}

function rulePlace({ policy }: Pick<WorldInput, "policy">, key: string | null): RoomPlace | null {
  const rule = policy.rooms.find((one) => one.key === key && one.enabled);
  if (rule === undefined) return null;
  const secret = joinRuleOf(rule) === "public" ? policy.establishmentSecret : null;
  return { isSpace: false, name: rule.name, alias: ruleAliasOf(policy, rule.key, secret), sourceId: null, sensitive: false };
}

function structurePlace(
  { policy, directory }: Pick<WorldInput, "policy" | "directory">,
  tree: StructureTree,
  { structure: key, room }: { readonly structure: StructureKey; readonly room: RoomKey },
): RoomPlace | null {
  const template = policy.templates.find((one) => one.key === templateOf(room) && one.enabled);
  const structure = directory.structures.get(key);
  const isEstablishment = key === tree.establishment;
  if (template === undefined || structure === undefined || !tree.hosts.has(key)) return null;
  if (isEstablishment && !template.establishment) return null;
  return {
    isSpace: template.key === "space",
    name: roomNameOf(structure, template),
    alias: aliasOf(policy, key, template.alias, isEstablishment ? policy.establishmentSecret : null),
    sourceId: structure.sourceId,
    sensitive: tree.sensitive.has(key),
  };
}
