/** "Pourquoi ?" for a person, or a person in a room: answered by the very functions that make the plan. */
import { isInvited, isShut, leaveOf, mayPutBack } from "./departure.ts";
import { desireMemberships } from "./desire.ts";
import { type DesiredRooms, desireRooms } from "./desire-rooms.ts";
import { fateOf } from "./diff-removals.ts";
import type { PersonKey, RoomKey, UserId } from "./ids.ts";
import type { RememberedLeave } from "./ledger.ts";
import type { PlanInput } from "./plan.ts";
import { type Reason, type ReasonCode, reason } from "./reason.ts";
import { isAlive } from "./undo-ground.ts";
import { userIdFor } from "./user-id.ts";
import { decisionsAbout } from "./why-decisions.ts";
import { whyNot } from "./why-not.ts";
import { isKeptUndone, undoneAbout } from "./why-undone.ts";
import { buildWorld, hasLivingAccount, isGone, type World } from "./world.ts";

export interface Explanation {
  readonly subject: string;
  /** Of the account or of the membership, as it should be once the plan is applied. */
  readonly verdict: "in" | "out" | "none";
  readonly reasons: readonly Reason[];
}

export function explain(input: PlanInput, person: PersonKey, room?: RoomKey): Explanation {
  return explainIn(buildWorld(input), person, room);
}

/** The same on a world already built: for many questions about one pass. */
export function explainIn(world: World, person: PersonKey, room?: RoomKey): Explanation {
  return room === undefined ? explainAccount(world, person) : explainMembership(world, person, room);
}

function explainAccount(world: World, key: PersonKey): Explanation {
  const wish = world.wishes.get(key);
  const decided = decisionsAbout(world, key);
  if (wish === undefined) return { subject: key, verdict: "none", reasons: [reason("not-in-directory"), ...decided] };
  const reasons = [...undoneAbout(world, key), wish.reason, ...decided.filter(({ code }) => code !== wish.reason.code)];
  const account = world.ledger.accounts.get(key);
  if (account !== undefined && isKeptUndone(world, key)) return { subject: key, verdict: isAlive(account) ? "in" : "out", reasons };
  if (wish.state === "leaving" && wish.due !== null) reasons.push(reason("leaving-until", { day: wish.due }));
  const elsewhere = world.logins.elsewhere.get(key);
  if (elsewhere !== undefined) reasons.push(reason("login-reused", { userId: elsewhere }));
  if (account === undefined && hasLivingAccount(wish)) reasons.push(reason("joins-next-pass"));
  const verdict = hasLivingAccount(wish) ? "in" : wish.state === "none" ? "none" : "out";
  return { subject: key, verdict, reasons };
}

function explainMembership(world: World, key: PersonKey, room: RoomKey): Explanation {
  const subject = `${key} ${room}`;
  const wish = world.wishes.get(key);
  if (wish === undefined) return { subject, verdict: "none", reasons: [reason("not-in-directory")] };
  const { userId, joined } = presence(world, key, room);
  const verdict = joined ? "in" : "out";
  const still = userId !== null && joined ? whyStill(world, key, room, userId) : [];
  if (!world.directory.people.has(key) || !hasLivingAccount(wish)) {
    return { subject, verdict, reasons: distinct([wish.reason, ...(joined ? still : [reason("account-not-open")])]) };
  }
  const rooms = desireRooms(world);
  const given = desireMemberships(world, rooms, key).filter((one) => one.room === room);
  if (given.length > 0)
    return explainGiven(world, { subject, person: key, rooms, room, userId, joined, reasons: given.map((one) => one.reason) });
  return { subject, verdict, reasons: distinct([...undoneAbout(world, key, room), ...whyNot(world, key, room, rooms), ...still]) };
}

function presence(world: World, key: PersonKey, room: RoomKey): { readonly userId: UserId | null; readonly joined: boolean } {
  const person = world.directory.people.get(key);
  // Without an account of ours, and in conflict, the user id that the login gives is somebody else's.
  const own = person === undefined || world.conflicts.has(key) ? null : userIdFor(world, person);
  const userId = world.ledger.accounts.get(key)?.userId ?? own;
  return { userId, joined: userId !== null && world.observed.rooms.get(room)?.members.has(userId) === true };
}

function distinct(reasons: readonly Reason[]): Reason[] {
  return reasons.filter((one, index) => reasons.findIndex((other) => other.code === one.code) === index);
}

interface Given {
  readonly subject: string;
  readonly person: PersonKey;
  readonly rooms: DesiredRooms;
  readonly room: RoomKey;
  readonly userId: UserId | null;
  readonly joined: boolean;
  readonly reasons: readonly Reason[];
}

const whyAway = {
  left: "left-by-themselves",
  kicked: "removed-by-moderator",
  banned: "banned",
  "taken-back": "account-not-open",
} as const satisfies Record<RememberedLeave["how"], ReasonCode>;

/** Desired: in, unless they left, were banned, or the next pass has still to do it. */
function explainGiven(world: World, { subject, person, rooms, room, userId, joined, reasons }: Given): Explanation {
  const undone = undoneAbout(world, person, room);
  if (joined) return { subject, verdict: "in", reasons: [...undone, ...reasons] };
  if (isGone(world, room) || world.takeovers.released.has(room))
    return { subject, verdict: "out", reasons: [whyGone(world, room), ...reasons] };
  if (userId !== null && isShut(world, person, userId))
    return { subject, verdict: "out", reasons: [reason("account-not-open"), ...reasons] };
  if (userId !== null && isInvited(world, room, userId))
    return { subject, verdict: "out", reasons: [reason("invitation-pending"), ...reasons] };
  const left = userId === null ? undefined : leaveOf(world, room, userId);
  const putBack = left === undefined || mayPutBack(left, rooms.get(room));
  const isKept = isKeptUndone(world, person, room) || isKeptUndone(world, person);
  if (putBack && isKept) return { subject, verdict: "out", reasons: distinct([...undone, ...undoneAbout(world, person), ...reasons]) };
  if (putBack) return { subject, verdict: "in", reasons: [...reasons, reason("joins-next-pass")] };
  return { subject, verdict: "out", reasons: [reason(whyAway[left.how], { day: left.day }), ...reasons] };
}

function whyGone({ ledger, observed, takeovers }: World, room: RoomKey): Reason {
  if (takeovers.released.has(room)) return reason("room-given-back", { room });
  if (takeovers.awaited.has(room)) return reason("room-adoption-waits", { room });
  const id = ledger.rooms.get(room)?.roomId;
  return reason(id !== undefined && observed.lost?.has(id) ? "room-lost" : "room-gone", { room });
}

/** Joined without being desired: kept for a while, or put there by hand. */
function whyStill(world: World, key: PersonKey, room: RoomKey, userId: UserId): Reason[] {
  const grant = world.ledger.grants.get(room)?.get(userId);
  const known = world.ledger.rooms.get(room);
  if (grant === undefined || known === undefined) return [reason("already-in", { room })];
  return [fateOf(world, known, grant, key).reason];
}
