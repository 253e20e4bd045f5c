/** Managed rooms that cost Synapse much: of a room that isn't public it remembers every pair of members (docs/RULES.md §4). */
import { type RoomKey, ruleOf, structureOf } from "./ids.ts";
import type { Ledger } from "./ledger.ts";
import type { Policy } from "./policy.ts";
import { joinRuleOf } from "./rule.ts";
import { compareText } from "./text.ts";

export interface LargeRoom {
  readonly room: RoomKey;
  readonly name: string;
  readonly members: number;
}

/** Open rooms with more than `restrictedJoinMaximum` granted members that the policy doesn't make public, the largest first. */
export function largePrivateRooms({ rooms, grants }: Ledger, policy: Policy): readonly LargeRoom[] {
  const large: LargeRoom[] = [];
  for (const { key, name, alias, closedSince } of rooms.values()) {
    const members = grants.get(key)?.size ?? 0;
    if (closedSince !== null || members <= policy.restrictedJoinMaximum || isPublic(key, alias, policy)) continue;
    large.push({ room: key, name, members });
  }
  return large.sort((a, b) => b.members - a.members || compareText(a.room, b.room));
}

/** The establishment's rooms are told by the secret part of their alias: the ledger knows nothing of natures. */
function isPublic(key: RoomKey, alias: string, policy: Policy): boolean {
  if (structureOf(key) !== null) return alias.endsWith(`-${policy.establishmentSecret}:${policy.serverName}`);
  const rule = policy.rooms.find((one) => one.key === ruleOf(key));
  return rule !== undefined && joinRuleOf(rule) === "public";
}

/** May a room of the policy be public? The establishment's are, where there is one, and those that a rule makes so. */
export function mayHavePublicRoom({ structures, rooms }: Policy): boolean {
  const hasEstablishment = structures.establishment !== null || structures.establishmentTypes.length > 0;
  return hasEstablishment || rooms.some((rule) => rule.enabled && joinRuleOf(rule) === "public");
}
