/** How somebody who should be in a room is not: remembered, or seen just now, and whether campus may put them back. */
import type { DesiredRoom } from "./desire-rooms.ts";
import type { PersonKey, RoomKey, UserId } from "./ids.ts";
import type { AccountState, RememberedLeave } from "./ledger.ts";
import type { World } from "./world.ts";

/**
 * What the ledger remembers, else what the server shows. Our own kick, lock or deactivation is never "left by themselves":
 * an announced grant proves nothing, and a departure by Agent Smith is campus's own (docs/RULES.md §3, §6).
 */
export function leaveOf(world: World, room: RoomKey, userId: UserId): RememberedLeave | undefined {
  return world.ledger.leaves.get(room)?.get(userId) ?? seenLeave(world, room, userId);
}

function seenLeave(world: World, room: RoomKey, userId: UserId): RememberedLeave | undefined {
  const departure = world.observed.rooms.get(room)?.departures.get(userId);
  if (departure === undefined || departure.by === agentSmithOf(world)) return undefined;
  if (departure.membership === "ban") return { userId, how: "banned", day: world.today };
  const owner = world.ownerOf(userId);
  // The server takes a deactivated account out of its rooms in its own name: that was our doing.
  if (owner !== null && isEnded(world.ledger.accounts.get(owner)?.state)) return undefined;
  const grant = world.ledger.grants.get(room)?.get(userId);
  // An invitation that was left and refused: the grant never took effect.
  const took = grant !== undefined && (grant.confirmed || world.isByInvitation(room));
  // Who left a room before campus took it over left it by themselves as well.
  const given = took || (grant === undefined && world.takeovers.adopted.has(room));
  if (!given || departure.membership !== "leave") return undefined;
  return { userId, how: departure.by === userId ? "left" : "kicked", day: world.today };
}

function isEnded(state: AccountState | undefined): boolean {
  return state === "deactivated" || state === "erased";
}

export function agentSmithOf({ policy }: World): string {
  return `@${policy.identities.agentSmith}:${policy.serverName}`;
}

/** Invited and free to accept: nothing more is asked of them. */
export function isInvited({ observed, isByInvitation }: World, room: RoomKey, userId: UserId): boolean {
  return observed.rooms.get(room)?.departures.get(userId)?.membership === "invite" && isByInvitation(room);
}

/** Deactivated on the server, and not about to be reactivated by this very plan: it joins nothing. */
export function isShut({ observed, ledger, wishes }: World, person: PersonKey, userId: UserId): boolean {
  if (observed.accounts.get(userId)?.deactivated !== true) return false;
  return ledger.accounts.get(person)?.state !== "deactivated" || wishes.get(person)?.state !== "open";
}

/** A ban is respected everywhere; a person's own leaving everywhere but in mandatory rooms; what we took back is given again. */
export function mayPutBack(left: RememberedLeave, desired: DesiredRoom | undefined): boolean {
  if (left.how === "banned") return false;
  return left.how === "taken-back" || desired?.mandatory === true;
}
