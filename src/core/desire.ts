/** What one structure and one person should have: the same functions serve a full pass, one person, and "Pourquoi ?". */

import type { RoomSpec } from "./change.ts";
import { authorship } from "./decisions.ts";
import type { Structure } from "./directory.ts";
import { type PersonKey, type RoomKey, type StructureKey, structureRoom, type Template } from "./ids.ts";
import { exemptionOf, overrideOf } from "./lifecycle.ts";
import { aliasOf, closedNameOf, nameAmongHomonyms, roomNameOf } from "./naming.ts";
import type { Placement } from "./placement.ts";
import { type Reason, reason } from "./reason.ts";
import { isOpen } from "./tree.ts";
import { acronymFor, hasLivingAccount, type World } from "./world.ts";

export interface DesiredRoom {
  readonly spec: RoomSpec;
  readonly structure: StructureKey;
  /** Put back when left (docs/RULES.md §4: Annonces). */
  readonly mandatory: boolean;
  readonly closed: boolean;
  readonly reason: Reason;
}

export interface DesiredAccount {
  readonly displayName: string;
  readonly mail: string | null;
  /** Whether the search for people finds it: not on the red list. */
  readonly listed: boolean;
}

export interface Membership {
  readonly room: RoomKey;
  readonly level: number;
  readonly reason: Reason;
  readonly levelReason: Reason | null;
}

/** Rooms of one structure, its space first; empty when it has none and deserves none. */
export function desireStructure(world: World, structure: Structure): readonly DesiredRoom[] {
  const { ledger, tree, today } = world;
  const has = (template: Template) => ledger.rooms.has(structureRoom(structure.key, template));
  const closing = structure.closes !== null && structure.closes <= today && !isOpen(structure, today);
  if (!tree.hosts.has(structure.key) && !(closing && has("space"))) return [];
  const size = world.sizes.get(structure.key) ?? 0;
  const isEstablishment = structure.key === tree.establishment;
  const wanted = (template: Template): boolean => {
    if (has(template)) return true;
    if (closing) return false;
    if (isEstablishment) return (template === "space" || template === "annonces") && world.placements.size > 0;
    switch (template) {
      case "space":
        return size >= world.policy.structures.minimumSize;
      case "annonces":
        return true;
      case "general":
        return Math.max(size, grantedIn(world, structure.key)) <= world.policy.structures.generalMaximum;
      case "encadrement":
        return (world.holders.get(structure.key) ?? 0) >= world.policy.structures.encadrementMinimum;
      default:
        return template satisfies never;
    }
  };
  if (!wanted("space")) return [];
  const order: readonly Template[] = ["space", "annonces", "general", "encadrement"];
  return order.filter(wanted).map((template) => toDesiredRoom(world, structure, template, { closing, size, isEstablishment }));
}

/** Members of the space by our own grants: a source that lost half of its people for a day makes no large structure small. */
function grantedIn({ ledger }: World, structure: StructureKey): number {
  return ledger.grants.get(structureRoom(structure, "space"))?.size ?? 0;
}

interface Facts {
  readonly closing: boolean;
  readonly size: number;
  readonly isEstablishment: boolean;
}

function toDesiredRoom(world: World, structure: Structure, template: Template, { closing, size, isEstablishment }: Facts): DesiredRoom {
  const name = roomNameOf(structure, template);
  const room = structureRoom(structure.key, template);
  const secret = isEstablishment ? world.policy.establishmentSecret : null;
  return {
    structure: structure.key,
    mandatory: template === "annonces",
    closed: closing,
    reason: closing
      ? reason("structure-closing", { structure: structure.key, day: structure.closes ?? "" })
      : reason(isEstablishment ? "structure-open" : "structure-big-enough", { structure: structure.key, size }),
    spec: {
      room,
      alias: world.ledger.rooms.get(room)?.alias ?? aliasOf(world.policy, structure.key, template, secret),
      name: closing ? closedNameOf(name) : name,
      template,
      joinRule: closing ? "invite" : joinRuleOf(template, isEstablishment),
      history: template === "encadrement" || world.tree.sensitive.has(structure.key) ? "joined" : "shared",
      sourceId: structure.sourceId,
    },
  };
}

/** Docs/RULES.md §4: the establishment's rooms are public but unlisted, because private rooms of everybody cost members² rows in Synapse. */
function joinRuleOf(template: Template, isEstablishment: boolean): RoomSpec["joinRule"] {
  if (isEstablishment) return "public";
  return template === "space" || template === "encadrement" ? "invite" : "restricted";
}

type RoomsOfStructure = Partial<Record<Template, DesiredRoom>>;

/** By key, and by structure: half a million memberships find their room without building its key. */
export interface DesiredRooms extends ReadonlyMap<RoomKey, DesiredRoom> {
  readonly ofStructure: ReadonlyMap<StructureKey, RoomsOfStructure>;
}

/** All structures' rooms in key order, a space before its rooms. */
export function desireRooms(world: World): DesiredRooms {
  const rooms = new Map<RoomKey, DesiredRoom>();
  const ofStructure = new Map<StructureKey, RoomsOfStructure>();
  for (const structure of world.directory.structures.values()) {
    const own: RoomsOfStructure = {};
    for (const room of desireStructure(world, structure)) {
      rooms.set(room.spec.room, room);
      own[room.spec.template] = room;
    }
    ofStructure.set(structure.key, own);
  }
  return Object.assign(rooms, { ofStructure });
}

/** Name and mail that the account should bear; null without a living account or without a person. */
export function desireAccount(world: World, key: PersonKey): DesiredAccount | null {
  const person = world.directory.people.get(key);
  const wish = world.wishes.get(key);
  if (person === undefined || wish === undefined || !hasLivingAccount(wish)) return null;
  const override = overrideOf(person, world);
  return {
    displayName: override?.displayName ?? nameAmongHomonyms(person, world.homonyms, acronymFor(person, world.directory.structures)),
    mail: override?.mail ?? (person.redList ? null : person.mail),
    listed: !person.redList,
  };
}

/** Memberships and levels of one person, in open managed rooms only. */
export function desireMemberships(world: World, rooms: DesiredRooms, key: PersonKey): readonly Membership[] {
  const wish = world.wishes.get(key);
  const person = world.directory.people.get(key);
  if (person === undefined || wish === undefined || !hasLivingAccount(wish)) return [];
  const memberships: Membership[] = [];
  const placed = world.placements.get(key) ?? [];
  for (const placement of placed) givePlacement(memberships, placement, rooms.ofStructure.get(placement.structure) ?? {});
  const { establishment } = world.tree;
  if (establishment !== null && !person.redList && !placed.some((one) => one.structure === establishment)) {
    const { space, annonces } = rooms.ofStructure.get(establishment) ?? {};
    for (const room of [space, annonces]) give(memberships, room, { level: 0, reason: world.everyone, levelReason: null });
  }
  giveExempted(world, rooms, key, memberships);
  return memberships;
}

function giveExempted(world: World, rooms: DesiredRooms, key: PersonKey, memberships: Membership[]): void {
  const exemption = exemptionOf(key, world);
  for (const room of exemption?.rooms ?? []) {
    const why = reason("exempted-room", exemption === undefined ? {} : authorship(exemption));
    if (!memberships.some((one) => one.room === room)) give(memberships, rooms.get(room), { level: 0, reason: why, levelReason: null });
  }
}

function give(memberships: Membership[], desired: DesiredRoom | undefined, what: Omit<Membership, "room">): void {
  if (desired === undefined || desired.closed) return;
  memberships.push({ room: desired.spec.room, level: what.level, reason: what.reason, levelReason: what.levelReason });
}

function givePlacement(memberships: Membership[], placement: Placement, rooms: RoomsOfStructure): void {
  const { scope, holder, levelAnnonces, levelReason } = placement;
  give(memberships, rooms.space, placement);
  give(memberships, rooms.annonces, levelAnnonces === placement.level ? placement : { ...placement, level: levelAnnonces });
  if (scope === "all") give(memberships, rooms.general, placement);
  if (holder) give(memberships, rooms.encadrement, { level: 0, reason: levelReason ?? placement.reason, levelReason: null });
}

/** Is the room one that only function holders may be in? */
export function isForHolders(room: RoomKey): boolean {
  return room.endsWith("/encadrement");
}
