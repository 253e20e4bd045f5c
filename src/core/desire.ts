/** What one person should have: the same functions serve a full pass, one person, and "Pourquoi ?". */

import { authorship, type CarriedRoom } from "./decisions.ts";
import type { DesiredRoom, DesiredRooms } from "./desire-rooms.ts";
import type { PersonKey, RoomKey } from "./ids.ts";
import { exemptionOf, overrideOf } from "./lifecycle.ts";
import { nameAmongHomonyms } from "./naming.ts";
import type { Placement } from "./placement.ts";
import { type Reason, reason } from "./reason.ts";
import { acronymFor, hasLivingAccount, type World } from "./world.ts";

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
  for (const placement of placed) givePlacement(memberships, placement, rooms.ofStructure.get(placement.structure));
  if (!person.redList && !placed.some((one) => one.structure === world.tree.establishment)) giveEstablishment(world, rooms, memberships);
  for (const { rule, desired } of rooms.byRule) {
    const why = world.namedBy(rule, person);
    if (why !== null) give(memberships, desired, { level: 0, reason: why, levelReason: null });
  }
  giveExempted(world, rooms, key, memberships);
  for (const carried of world.carried.get(key) ?? []) giveCarried(memberships, rooms.get(carried.room), carried);
  return memberships;
}

function giveEstablishment({ tree, everyone }: World, rooms: DesiredRooms, memberships: Membership[]): void {
  const own = tree.establishment === null ? [] : (rooms.ofStructure.get(tree.establishment) ?? []);
  for (const room of own) if (room.members !== "heads") give(memberships, room, { level: 0, reason: everyone, levelReason: null });
}

function giveExempted(world: World, rooms: DesiredRooms, key: PersonKey, memberships: Membership[]): void {
  const exemption = exemptionOf(key, world);
  for (const room of exemption?.rooms ?? []) {
    const why = reason("exempted-room", exemption === undefined ? {} : authorship(exemption));
    if (!memberships.some((one) => one.room === room)) give(memberships, rooms.get(room), { level: 0, reason: why, levelReason: null });
  }
}

/** A room that a former account was in by other hands: the same level, or the policy's own when that is higher. */
function giveCarried(memberships: Membership[], desired: DesiredRoom | undefined, { room, level }: CarriedRoom): void {
  const why = reason("carried-over");
  const at = memberships.findIndex((one) => one.room === room);
  const given = memberships[at];
  if (given === undefined) give(memberships, desired, { level, reason: why, levelReason: level > 0 ? why : null });
  else if (given.level < level) memberships[at] = { ...given, level, levelReason: why };
}

function give(memberships: Membership[], desired: DesiredRoom | undefined, what: Omit<Membership, "room">): void {
  if (desired === undefined || desired.closed) return;
  memberships.push({ room: desired.spec.room, level: what.level, reason: what.reason, levelReason: what.levelReason });
}

/** Whom a room is for: anybody placed there, those whom everything is open to, or holders of a head's function. */
function givePlacement(memberships: Membership[], placement: Placement, rooms: readonly DesiredRoom[] = []): void {
  for (const room of rooms) {
    if (room.members === "heads") {
      if (placement.holder) give(memberships, room, { ...levelIn(room, placement), reason: placement.levelReason ?? placement.reason });
    } else if (room.members === "announcements" || placement.scope === "all") give(memberships, room, levelIn(room, placement));
  }
}

function levelIn({ rights }: DesiredRoom, placement: Placement): Omit<Membership, "room"> {
  if (rights === "none") return placement.level === 0 ? placement : { level: 0, reason: placement.reason, levelReason: null };
  if (rights === "room" || placement.levelAnnonces === placement.level) return placement;
  return { level: placement.levelAnnonces, reason: placement.reason, levelReason: placement.levelReason };
}
