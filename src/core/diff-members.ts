/** Memberships: who joins, who is taken out, and what is only written down (docs/RULES.md §6). */
import type { Change, JoinWay } from "./change.ts";
import { addDays } from "./day.ts";
import { type DesiredRoom, type DesiredRooms, desireMemberships, isForHolders, type Membership } from "./desire.ts";
import { userIdFor } from "./diff-accounts.ts";
import { changeKey, type PersonKey, type RoomKey, spaceOf, type UserId } from "./ids.ts";
import type { Grant, LedgerWrite, RememberedLeave } from "./ledger.ts";
import type { ObservedRoom } from "./observed.ts";
import { type Problem, problem } from "./problem.ts";
import type { Reason } from "./reason.ts";
import type { World } from "./world.ts";

/** A level somebody should have in a room. */
export interface WantedLevel {
  readonly person: PersonKey;
  readonly level: number;
  readonly reason: Reason;
}

export interface MemberChanges {
  readonly changes: Change[];
  readonly problems: Problem[];
  readonly bookkeeping: LedgerWrite[];
  /** Everybody who should be in each room. */
  readonly desired: ReadonlyMap<RoomKey, ReadonlySet<UserId>>;
  readonly levels: ReadonlyMap<RoomKey, ReadonlyMap<UserId, WantedLevel>>;
}

interface Work {
  readonly world: World;
  readonly rooms: DesiredRooms;
  /** Joins of one room are kept together: all writes of a room go in one lane. */
  readonly joins: Map<RoomKey, Change[]>;
  readonly problems: Problem[];
  readonly bookkeeping: LedgerWrite[];
  readonly desired: Map<RoomKey, Set<UserId>>;
  readonly levels: Map<RoomKey, Map<UserId, WantedLevel>>;
}

export function diffMembers(world: World, rooms: DesiredRooms): MemberChanges {
  const work: Work = { world, rooms, joins: new Map(), problems: [], bookkeeping: [], desired: new Map(), levels: new Map() };
  for (const room of rooms.keys()) work.desired.set(room, new Set());
  for (const key of world.keys) diffPerson(work, key);
  for (const room of rooms.values()) reportUnexpected(work, room);
  return { ...work, changes: [...rooms.keys()].flatMap((room) => work.joins.get(room) ?? []) };
}

function diffPerson(work: Work, key: PersonKey): void {
  const person = work.world.directory.people.get(key);
  const userId = person === undefined ? null : userIdFor(work.world, person);
  if (userId === null) return;
  for (const membership of desireMemberships(work.world, work.rooms, key)) {
    work.desired.get(membership.room)?.add(userId);
    if (membership.level > 0) noteLevel(work, key, userId, membership);
    diffMembership(work, key, userId, membership);
  }
}

function noteLevel({ levels }: Work, person: PersonKey, userId: UserId, { room, level, reason: why, levelReason }: Membership): void {
  const inRoom = levels.get(room) ?? new Map<UserId, WantedLevel>();
  levels.set(room, inRoom.set(userId, { person, level, reason: levelReason ?? why }));
}

function diffMembership(work: Work, person: PersonKey, userId: UserId, membership: Membership): void {
  const { world } = work;
  const { room } = membership;
  const grant = world.ledger.grants.get(room)?.get(userId);
  const observed = world.observed.rooms.get(room);
  if (observed?.members.has(userId)) {
    noteJoined(work, room, grant ?? { userId, level: 0, origin: "adopted", confirmed: false, lostSince: null });
    return;
  }
  if (observed === undefined && world.ledger.rooms.has(room)) return; // room-missing is already told
  if (world.observed.accounts.get(userId)?.deactivated && !isComingBack(world, person)) return;
  const left = world.ledger.leaves.get(room)?.get(userId) ?? noteDeparture(work, room, userId, observed);
  const desired = work.rooms.get(room);
  if (left !== undefined && !mayPutBack(left, desired)) return;
  const way = left === undefined ? wayOf(work, room, userId) : putBackWay(observed);
  const list = work.joins.get(room) ?? [];
  work.joins.set(room, list);
  list.push({ kind: "member.join", key: changeKey(`member.join:${room}:${person}`), room, person, userId, way, reason: membership.reason });
}

function isComingBack(world: World, person: PersonKey): boolean {
  return world.ledger.accounts.get(person)?.state === "deactivated" && world.wishes.get(person)?.state === "open";
}

/** A ban is respected everywhere; a person's own leaving everywhere but in mandatory rooms; what we took back is given again. */
function mayPutBack(left: RememberedLeave, desired: DesiredRoom | undefined): boolean {
  if (left.how === "banned") return false;
  return left.how === "taken-back" || desired?.mandatory === true;
}

/** Adoption: desired now, joined already, no row; an announced grant that took effect is confirmed the same way. */
function noteJoined({ world, bookkeeping }: Work, room: RoomKey, grant: Grant): void {
  if (grant.confirmed && grant.lostSince === null) return;
  bookkeeping.push({ kind: "grant.set", room, grant: { ...grant, confirmed: true, lostSince: null } });
  if (world.ledger.leaves.get(room)?.has(grant.userId)) bookkeeping.push({ kind: "leave.drop", room, userId: grant.userId });
}

/** Who ended a membership that we had given? Our own kick, lock or deactivation is never "left by themselves". */
function noteDeparture(
  { world, bookkeeping, problems }: Work,
  room: RoomKey,
  userId: UserId,
  observed: ObservedRoom | undefined,
): RememberedLeave | undefined {
  const grant = world.ledger.grants.get(room)?.get(userId);
  const departure = observed?.departures.get(userId);
  if (departure === undefined || (grant?.confirmed !== true && departure.membership !== "ban")) return undefined;
  const agentSmith = `@${world.policy.identities.agentSmith}:${world.policy.serverName}`;
  if (departure.by === agentSmith || departure.membership === "invite" || departure.membership === "knock") return undefined;
  const how = departure.membership === "ban" ? "banned" : departure.by === userId ? "left" : "kicked";
  const leave: RememberedLeave = { userId, how, day: world.today };
  bookkeeping.push({ kind: "leave.set", room, leave });
  if (grant !== undefined) bookkeeping.push({ kind: "grant.drop", room, userId });
  if (how === "banned") problems.push(problem("member-banned", room, { userId, by: departure.by }));
  return leave;
}

function wayOf({ world, rooms, desired }: Work, room: RoomKey, userId: UserId): JoinWay {
  const observed = world.observed.rooms.get(room);
  const rule = observed?.joinRule ?? rooms.get(room)?.spec.joinRule ?? "invite";
  if (rule !== "restricted") return rule === "public" ? "public" : "invite";
  const space = spaceOf(room);
  const leftSpace = world.ledger.leaves.get(space)?.has(userId) === true;
  const joinsSpace = desired.get(space)?.has(userId) === true && !leftSpace;
  const inSpace = joinsSpace || world.observed.rooms.get(space)?.members.has(userId) === true;
  return inSpace && (observed?.members.size ?? 0) <= world.policy.restrictedJoinMaximum ? "restricted" : "invite";
}

/** Somebody who left a mandatory room may have left its space too: the invitation always works. */
function putBackWay(observed: ObservedRoom | undefined): JoinWay {
  return observed?.joinRule === "public" ? "public" : "invite";
}

/** Docs/RULES.md §4: anyone else in Encadrement is told at once. */
function reportUnexpected({ world, desired, problems }: Work, { spec: { room } }: DesiredRoom): void {
  if (!isForHolders(room)) return;
  const agentSmith = `@${world.policy.identities.agentSmith}:${world.policy.serverName}`;
  for (const userId of [...(world.observed.rooms.get(room)?.members ?? [])].sort()) {
    const granted = world.ledger.grants.get(room)?.has(userId) === true;
    if (userId !== agentSmith && !granted && !desired.get(room)?.has(userId)) problems.push(problem("member-unexpected", room, { userId }));
  }
}

/** First day on which nothing of a closed structure is kept. */
export function closedMembersEnd(world: World, room: RoomKey): string | null {
  const closedSince = world.ledger.rooms.get(room)?.closedSince ?? null;
  return closedSince === null ? null : addDays(closedSince, world.policy.delays.closedMembersDays);
}
