/** Which rooms should be: those of each structure by its templates, those across structures by their rules, each with its reason. */

import type { RoomSpec } from "./change.ts";
import { authorship } from "./decisions.ts";
import type { Structure } from "./directory.ts";
import { type RoomKey, ruleOf, ruleRoom, type StructureKey, structureOf, structureRoom, templateOf } from "./ids.ts";
import type { LedgerRoom } from "./ledger.ts";
import { aliasOf, childOrderOf, closedNameOf, roomNameOf, ruleAliasOf } from "./naming.ts";
import { type Reason, reason } from "./reason.ts";
import { joinRuleOf, namesEverybody, type RoomRule } from "./rule.ts";
import { isOwed } from "./takeovers.ts";
import { type RoomTemplate, suitsType } from "./template.ts";
import { compareText } from "./text.ts";
import { isOpen } from "./tree.ts";
import type { World } from "./world.ts";

export interface DesiredRoom {
  readonly spec: RoomSpec;
  /** null for a room across structures. */
  readonly structure: StructureKey | null;
  readonly members: RoomTemplate["members"] | "rule";
  readonly rights: RoomTemplate["rights"];
  /** Put back when left (docs/RULES.md §4: Annonces). */
  readonly mandatory: boolean;
  readonly joinMode: RoomTemplate["joinMode"];
  /** Place in the space it hangs in. */
  readonly order: string;
  readonly closed: boolean;
  readonly reason: Reason;
}

/** By key, and by structure: half a million memberships find their room without building its key. */
export interface DesiredRooms extends ReadonlyMap<RoomKey, DesiredRoom> {
  readonly ofStructure: ReadonlyMap<StructureKey, readonly DesiredRoom[]>;
  /** Open rooms across structures, with their rules. */
  readonly byRule: readonly { readonly rule: RoomRule; readonly desired: DesiredRoom }[];
}

/** All structures' rooms in key order, a space before its rooms; then the rooms across structures. */
export function desireRooms(world: World): DesiredRooms {
  const rooms = new Map<RoomKey, DesiredRoom>();
  const ofStructure = new Map<StructureKey, readonly DesiredRoom[]>();
  for (const structure of world.directory.structures.values()) {
    const own = desireStructure(world, structure);
    for (const room of own) rooms.set(room.spec.room, room);
    ofStructure.set(structure.key, own);
  }
  const byRule: { rule: RoomRule; desired: DesiredRoom }[] = [];
  for (const rule of [...world.policy.rooms].sort((a, b) => compareText(a.key, b.key))) {
    const desired = desireRule(world, rule);
    if (desired === null) continue;
    rooms.set(desired.spec.room, desired);
    byRule.push({ rule, desired });
  }
  for (const known of world.retired) if (!rooms.has(known.key)) rooms.set(known.key, retiredRoom(world, known));
  return Object.assign(rooms, { ofStructure, byRule });
}

/** Rooms of one structure, its space first; empty when it has none and deserves none. */
export function desireStructure(world: World, structure: Structure): readonly DesiredRoom[] {
  const { ledger, tree, today } = world;
  const isKnown = (template: RoomTemplate) => ledger.rooms.has(structureRoom(structure.key, template.key));
  const templates = world.policy.templates.filter((one) => one.enabled);
  const spaceKey = structureRoom(structure.key, "space");
  const space = templates.find((one) => one.key === "space");
  if (space === undefined) return [];
  const closing = structure.closes !== null && structure.closes <= today && !isOpen(structure, today);
  if (!tree.hosts.has(structure.key) && !(closing && isKnown(space))) return [];
  const isOwn = (template: RoomTemplate) => template === space && isOwed(world, spaceKey) && templates.some(isKnown);
  const wanted = (template: RoomTemplate) => isKnown(template) || isOwn(template) || (!closing && deserves(world, structure, template));
  if (!wanted(space)) return [];
  return templates.filter(wanted).map((template) => toDesiredRoom(world, structure, template, closing));
}

/** Types and sizes count at creation only (docs/RULES.md §4). */
function deserves(world: World, structure: Structure, template: RoomTemplate): boolean {
  if (!suitsType(template, structure.type)) return false;
  if (structure.key === world.tree.establishment) return template.establishment && world.placements.size > 0;
  const { minimum, maximum } = sizesOf(world, template);
  const size = sizeFor(world, structure.key, template);
  if (size < minimum) return false;
  return maximum === null || Math.max(size, grantedIn(world, structure.key)) <= maximum;
}

export function sizesOf({ policy }: World, { key, minimum, maximum }: RoomTemplate): { minimum: number; maximum: number | null } {
  const { minimumSize, encadrementMinimum, generalMaximum } = policy.structures;
  const smallest = { space: minimumSize, encadrement: encadrementMinimum }[key] ?? 0;
  return { minimum: minimum ?? smallest, maximum: maximum ?? (key === "general" ? generalMaximum : null) };
}

function sizeFor({ sizes, holders }: World, structure: StructureKey, { members }: RoomTemplate): number {
  return (members === "heads" ? holders : sizes).get(structure) ?? 0;
}

/** Members of the space by our own grants: a source that lost half of its people for a day makes no large structure small. */
function grantedIn({ ledger }: World, structure: StructureKey): number {
  return ledger.grants.get(structureRoom(structure, "space"))?.size ?? 0;
}

function toDesiredRoom(world: World, structure: Structure, template: RoomTemplate, closing: boolean): DesiredRoom {
  const { policy, tree, sizes } = world;
  const name = roomNameOf(structure, template);
  const room = structureRoom(structure.key, template.key);
  const isEstablishment = structure.key === tree.establishment;
  const secret = isEstablishment ? policy.establishmentSecret : null;
  const open = reason(isEstablishment ? "structure-open" : "structure-big-enough", {
    structure: structure.key,
    size: sizes.get(structure.key) ?? 0,
  });
  return {
    structure: structure.key,
    members: template.members,
    rights: template.rights,
    mandatory: template.mandatory,
    joinMode: template.joinMode,
    order: childOrderOf(structure, template, policy.structures.typeOrder),
    closed: closing,
    reason: closing ? whyClosing(world, structure) : open,
    spec: {
      room,
      alias: world.ledger.rooms.get(room)?.alias ?? aliasOf(policy, structure.key, template.alias, secret),
      name: closing ? closedNameOf(name) : name,
      topic: template.topic,
      avatar: template.avatar,
      template: template.key,
      space: template.key === "space" ? null : structureRoom(structure.key, "space"),
      levels: template.levels,
      joinRule: closing ? "invite" : ruleFor(template, isEstablishment),
      history: tree.sensitive.has(structure.key) ? "joined" : template.history,
      sourceId: structure.sourceId,
    },
  };
}

/** What a room is while it is open; null when the directory, or the policy, no longer says what it should be. */
export function openSpecOf(world: World, room: RoomKey): RoomSpec | null {
  const rule = world.policy.rooms.find((one) => one.key === ruleOf(room));
  if (rule !== undefined) return desireRule(world, { ...rule, enabled: true })?.spec ?? null;
  const structure = world.directory.structures.get(structureOf(room) ?? ("" as StructureKey));
  const template = world.policy.templates.find((one) => one.key === templateOf(room));
  return structure === undefined || template === undefined ? null : toDesiredRoom(world, structure, template, false).spec;
}

function whyClosing({ decisions, tree }: World, { key: structure, closes }: Structure): Reason {
  const decided = decisions.closings.get(structure);
  if (decided?.act === "close") return reason("structure-closed-by-hand", { structure, ...authorship(decided) });
  const successor = tree.succession.heirOf.get(structure);
  return reason("structure-closing", { structure, day: closes ?? "", ...(successor === undefined ? {} : { successor }) });
}

/** Docs/RULES.md §4: the establishment's rooms are public but unlisted, because private rooms of everybody cost members² rows in Synapse. */
function ruleFor({ joinRule, members }: RoomTemplate, isEstablishment: boolean): RoomSpec["joinRule"] {
  return isEstablishment && members !== "heads" ? "public" : joinRule;
}

/** The room of one rule; null when nobody is named and it was never made. A rule that is switched off is retired. */
export function desireRule(world: World, rule: RoomRule): DesiredRoom | null {
  const room = ruleRoom(rule.key);
  const size = world.named.get(rule.key) ?? 0;
  const known = world.ledger.rooms.get(room);
  if (!rule.enabled || (known === undefined && size < Math.max(1, rule.minimum))) return null;
  const { establishment, hosts } = world.tree;
  const joinRule = joinRuleOf(rule);
  const alias = known?.alias ?? ruleAliasOf(world.policy, rule.key, joinRule === "public" ? world.policy.establishmentSecret : null);
  return {
    structure: null,
    members: "rule",
    rights: "none",
    mandatory: rule.mandatory,
    joinMode: rule.joinMode,
    order: rule.order,
    closed: false,
    reason: namesEverybody(rule) ? reason("rule-everybody", { rule: rule.name }) : reason("rule-names", { rule: rule.name, size }),
    spec: {
      room,
      alias,
      name: rule.name,
      topic: rule.topic,
      avatar: rule.avatar,
      template: "rule",
      space: establishment !== null && hosts.has(establishment) ? structureRoom(establishment, "space") : null,
      levels: rule.levels,
      joinRule,
      history: rule.history,
      sourceId: null,
    },
  };
}

/** A room whose template or rule the policy no longer has: closed, never deleted. */
function retiredRoom({ policy }: World, { key, alias, name, sourceId }: LedgerRoom): DesiredRoom {
  const structure = structureOf(key);
  const why =
    structure === null ? reason("rule-removed", { rule: ruleOf(key) ?? "" }) : reason("template-removed", { template: templateOf(key) });
  return {
    structure,
    members: "heads",
    rights: "none",
    mandatory: false,
    joinMode: "join",
    order: policy.templates.find((one) => one.key === templateOf(key))?.order ?? "4",
    closed: true,
    reason: why,
    spec: {
      room: key,
      alias,
      name: closedNameOf(name),
      topic: null,
      avatar: null,
      template: templateOf(key),
      space: structure === null ? null : structureRoom(structure, "space"),
      levels: { write: 100, moderate: 100 },
      joinRule: "invite",
      history: "joined",
      sourceId,
    },
  };
}
