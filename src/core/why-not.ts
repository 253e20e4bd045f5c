/** Why somebody with a living account is not wanted in a room. */
import { type DesiredRooms, sizesOf } from "./desire-rooms.ts";
import type { Person } from "./directory.ts";
import { type PersonKey, type RoomKey, ruleOf, type StructureKey, spaceOf, structureOf, templateOf } from "./ids.ts";
import { placementsOf } from "./placement.ts";
import { type Reason, reason } from "./reason.ts";
import { suitsType } from "./template.ts";
import type { World } from "./world.ts";

export function whyNot(world: World, key: PersonKey, room: RoomKey, rooms: DesiredRooms): Reason[] {
  const person = world.directory.people.get(key);
  if (person === undefined) return [];
  const retired = world.retired.some((one) => one.key === room) ? rooms.get(room) : undefined;
  if (retired !== undefined) return [retired.reason];
  const structure = structureOf(room);
  return structure === null ? [whyNotByRule(world, person, room)] : whyNotIn(world, { person, structure, room }, rooms);
}

function whyNotByRule(world: World, person: Person, room: RoomKey): Reason {
  const rule = world.policy.rooms.find((one) => one.key === ruleOf(room));
  if (rule === undefined) return reason("room-unmanaged", { room });
  return person.redList && !rule.redList ? reason("red-list", { rule: rule.name }) : reason("rule-not-met", { rule: rule.name });
}

interface Asked {
  readonly person: Person;
  readonly structure: StructureKey;
  readonly room: RoomKey;
}

function whyNotIn(world: World, { person, structure, room }: Asked, rooms: DesiredRooms): Reason[] {
  const known = world.directory.structures.get(structure);
  if (known === undefined && !world.ledger.rooms.has(room)) return [reason("room-unmanaged", { room })];
  if (structure === world.tree.establishment && person.redList) return [reason("red-list", { structure })];
  if (known?.closes && known.closes <= world.today) return [reason("structure-closed", { structure, day: known.closes })];
  const refused: Reason[] = [];
  const placed = placementsOf(person, world, (at, why) => {
    if (at === structure) refused.push(why);
  });
  if (placed.some((one) => one.structure === structure)) return [whyOnlyElsewhere(world, room, rooms)];
  return refused.length > 0 ? refused : [reason("no-link", { structure })];
}

/** Linked to the structure, but not to this room of it. */
function whyOnlyElsewhere(world: World, room: RoomKey, rooms: DesiredRooms): Reason {
  const structure = structureOf(room) ?? "";
  if (!rooms.has(room)) return whyNoRoom(world, room, rooms.has(spaceOf(room) ?? room));
  return world.isForHolders(room)
    ? reason("not-a-holder", { structure })
    : reason("assignment-teaching", { structure, kind: "ENSEIGNEMENT" });
}

function whyNoRoom(world: World, room: RoomKey, hasSpace: boolean): Reason {
  const structure = structureOf(room) ?? ("" as StructureKey);
  const { type = "" } = world.directory.structures.get(structure) ?? {};
  const template = world.policy.templates.find((one) => one.key === (hasSpace ? templateOf(room) : "space"));
  if (template !== undefined && !suitsType(template, type)) return reason("type-without-room", { structure, type });
  const size = world.sizes.get(structure) ?? 0;
  const minimum = template === undefined ? 0 : sizesOf(world, template).minimum;
  return !hasSpace && size < minimum
    ? reason("structure-too-small", { structure, size, minimum })
    : reason("room-not-created", { structure, size });
}
