/** What is taken back: only granted memberships, after their delay, never from somebody merely leaving (docs/RULES.md §3, §6). */
import type { Change, RemoveMember } from "./change.ts";
import { addDays } from "./day.ts";
import { delaysFor } from "./delays.ts";
import { isInvited, leaveOf } from "./departure.ts";
import type { MemberChanges, RoomCase } from "./diff-members.ts";
import { changeKey, type Day, type PersonKey, type RoomKey, structureOf, type UserId } from "./ids.ts";
import type { Grant, LedgerRoom, LedgerWrite, RememberedLeave } from "./ledger.ts";
import { graceEnd } from "./placement.ts";
import { type Problem, problem } from "./problem.ts";
import { type Reason, reason } from "./reason.ts";
import { campusLevel } from "./room-levels.ts";
import { compareText } from "./text.ts";
import type { World } from "./world.ts";

export interface RemovalChanges {
  readonly changes: Change[];
  readonly problems: Problem[];
  readonly bookkeeping: LedgerWrite[];
}

/** `keep` = stays as it is; `wait` = lost from that day on; `remove` = now. */
export type Fate =
  | { readonly is: "keep"; readonly reason: Reason }
  | { readonly is: "wait"; readonly since: Day; readonly reason: Reason }
  | { readonly is: "remove"; readonly follows: RemoveMember["follows"]; readonly reason: Reason };

export function diffRemovals(world: World, rooms: MemberChanges["rooms"]): RemovalChanges {
  const result: RemovalChanges = { changes: [], problems: [], bookkeeping: [] };
  for (const room of [...world.ledger.grants.keys()].sort(compareText)) {
    const known = world.ledger.rooms.get(room);
    if (known === undefined || !world.observed.rooms.has(room)) continue;
    for (const grant of undesiredGrants(world.ledger.grants.get(room) ?? new Map(), rooms.get(room)))
      takeBack(world, { room: known, grant, person: world.ownerOf(grant.userId) }, result);
  }
  return result;
}

/** In most rooms every grant is still desired: counting tells without building a set. */
function undesiredGrants(grants: ReadonlyMap<UserId, Grant>, room: RoomCase | undefined): Grant[] {
  if (room !== undefined && room.granted === grants.size) return [];
  const wanted = new Set(room?.wanted ?? []);
  const undesired = [...grants.values()].filter((grant) => !wanted.has(grant.userId));
  return undesired.sort((a, b) => compareText(a.userId, b.userId));
}

interface Held {
  readonly room: LedgerRoom;
  readonly grant: Grant;
  readonly person: PersonKey | null;
}

function takeBack(world: World, { room, grant, person }: Held, result: RemovalChanges): void {
  const { userId } = grant;
  // Its person is about to leave this account: its rooms follow the lock.
  if (person !== null && world.moves.moving.get(person)?.account.userId === userId) return;
  const isIn = world.observed.rooms.get(room.key)?.members.has(userId) === true || isInvited(world, room.key, userId);
  if (!isIn) {
    const left = leftMeanwhile(world, room.key, { userId, person });
    if (left !== null) result.bookkeeping.push({ kind: "leave.set", room: room.key, leave: left });
    result.bookkeeping.push({ kind: "grant.drop", room: room.key, userId });
    return;
  }
  const fate = fateOf(world, room, grant, person);
  if (fate.is === "wait" && grant.lostSince !== fate.since) {
    result.bookkeeping.push({ kind: "grant.set", room: room.key, grant: { ...grant, lostSince: fate.since } });
  }
  if (fate.is !== "remove") return;
  const level = world.observed.rooms.get(room.key)?.levels.get(userId) ?? 0;
  // Nobody takes out of a room somebody as high as themselves (Matrix room versions 1 to 12).
  if (level >= campusLevel) {
    result.problems.push(problem("member-out-of-reach", room.key, { userId, level }));
    return;
  }
  const key = changeKey(`member.remove:${room.key}:${person ?? userId}`);
  // What campus gave and the server still shows.
  const had = Math.min(grant.level, level);
  const before = had > 0 ? { before: had } : {};
  result.changes.push({
    kind: "member.remove",
    key,
    room: room.key,
    person,
    userId,
    follows: fate.follows,
    ...before,
    reason: fate.reason,
  });
}

/**
 * Out of the room before campus took the membership back. Whoever else put them out is respected when they are entitled again; their own
 * leaving too, unless they had lost the link and nothing but the delay kept them in (docs/RULES.md §5, §6).
 */
function leftMeanwhile(
  world: World,
  room: RoomKey,
  { userId, person }: Pick<Held, "person"> & { readonly userId: UserId },
): RememberedLeave | null {
  if (world.ledger.leaves.get(room)?.has(userId)) return null;
  const left = leaveOf(world, room, userId);
  const state = person === null ? undefined : world.wishes.get(person)?.state;
  return left !== undefined && (left.how !== "left" || state === "locked" || state === "leaving") ? left : null;
}

/** What becomes of a grant that is no longer desired. */
export function fateOf(world: World, room: LedgerRoom, grant: Grant, person: PersonKey | null): Fate {
  const wish = person === null ? undefined : world.wishes.get(person);
  switch (wish?.state) {
    case "conflict":
      return { is: "keep", reason: wish.reason };
    case "leaving":
      return { is: "keep", reason: reason("account-leaving", { day: wish.due ?? "" }) };
    case "deactivated":
    case "erased":
      return { is: "keep", reason: wish.reason };
    case "locked":
      return lockedFate(world, person as PersonKey);
    default:
      return closedFate(world, room) ?? lostFate(world, room.key, grant, person);
  }
}

function lockedFate({ ledger, directory, policy, today }: World, person: PersonKey): Fate {
  const account = ledger.accounts.get(person);
  const since = account?.state === "locked" ? account.since : today;
  const end = addDays(since, delaysFor(policy, directory.people.get(person), since).lockedMembershipsDays);
  const why = reason("account-locked-long", { day: since, until: end });
  return end <= today ? { is: "remove", follows: "exit", reason: why } : { is: "keep", reason: why };
}

/** From the closing day on, whether or not a guard still holds the closing itself: its members have lost no link of their own. */
function closedFate(world: World, room: LedgerRoom): Fate | null {
  const { policy, today } = world;
  // Of a closing that came late, the directory's day counts, before it was carried out as after.
  const [closedSince = null] = [room.closedSince, closingDay(world, room)].filter((day) => day !== null).sort();
  if (closedSince === null) return null;
  const end = addDays(closedSince, policy.delays.closedMembersDays);
  const structure = world.retired.includes(room) ? null : structureOf(room.key);
  const about = { day: closedSince, until: end };
  const why = structure === null ? reason("room-closed", about) : reason("structure-closed", { structure, ...about });
  return end <= today ? { is: "remove", follows: "closing", reason: why } : { is: "keep", reason: why };
}

/** Day on which the room should have been closed already; null: it stays open. */
function closingDay({ directory, retired, today }: World, room: LedgerRoom): Day | null {
  if (retired.includes(room)) return today;
  const structure = structureOf(room.key);
  const closes = structure === null ? null : (directory.structures.get(structure)?.closes ?? null);
  return closes !== null && closes <= today ? closes : null;
}

function lostFate(world: World, room: RoomKey, grant: Grant, person: PersonKey | null): Fate {
  const loss = knownLoss(world, room, person) ?? grant.lostSince ?? world.today;
  // Functions have their own 60 days; once those are over the room of the holders is left at once.
  const until = world.isForHolders(room) ? addDays(loss, -1) : graceEnd(loss, world.policy);
  const structure = structureOf(room);
  const why = structure === null ? reason("rule-lost", { day: loss, until }) : reason("link-lost", { structure, day: loss, until });
  return until < world.today ? { is: "remove", follows: "link", reason: why } : { is: "wait", since: loss, reason: why };
}

/** The end day that the directory still shows, when the link is an assignment that ended; grace counts from it. */
function knownLoss(world: World, room: RoomKey, person: PersonKey | null): Day | null {
  const structure = structureOf(room);
  if (structure === null) return null;
  let loss: Day | null = null;
  for (const assignment of (person === null ? undefined : world.directory.people.get(person))?.assignments ?? []) {
    const { until } = assignment;
    if (until === null || until >= world.today || (loss !== null && until <= loss)) continue;
    if (assignment.structure === structure || world.tree.heirs.get(assignment.structure)?.includes(structure)) loss = until;
  }
  return loss;
}
