/** Memberships: who joins, who is taken out, and what is only written down (docs/RULES.md §6). */
import type { Change, InviteMember, JoinMember, JoinWay } from "./change.ts";
import { agentSmithOf, isInvited, isShut, leaveOf, mayPutBack } from "./departure.ts";
import { desireMemberships, type Membership } from "./desire.ts";
import type { DesiredRoom, DesiredRooms } from "./desire-rooms.ts";
import { changeKey, type PersonKey, type RoomKey, type UserId } from "./ids.ts";
import type { Grant, LedgerWrite, RememberedLeave } from "./ledger.ts";
import { leftBehind } from "./moves.ts";
import type { ObservedRoom } from "./observed.ts";
import { type Problem, problem } from "./problem.ts";
import type { Reason } from "./reason.ts";
import { isOwed } from "./takeovers.ts";
import { userIdFor } from "./user-id.ts";
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
  readonly rooms: ReadonlyMap<RoomKey, RoomCase>;
}

/**
 * One desired room with all that is known of it. People are seated first, then each room is compared by itself: its members and
 * grants stay in the processor's cache, which half a million look-ups from room to room would not.
 */
export interface RoomCase {
  readonly desired: DesiredRoom;
  /** Of the keys of all its joins or invitations: the person's follows. */
  readonly keyStart: string;
  readonly known: boolean;
  readonly observed: ObservedRoom | undefined;
  readonly grants: ReadonlyMap<UserId, Grant>;
  readonly leaves: ReadonlyMap<UserId, RememberedLeave>;
  /** Everybody who should be in, who that is, and why: three lists in step. */
  readonly wanted: UserId[];
  readonly people: PersonKey[];
  readonly reasons: Reason[];
  /** How many of them have a grant. */
  granted: number;
  /** The same as `wanted`, made when somebody asks. */
  wantedSet: ReadonlySet<UserId> | null;
  readonly levels: Map<UserId, WantedLevel>;
  /** Joins of one room are kept together: all writes of a room go in one lane. */
  readonly joins: Change[];
  /** Those of `levels` who join by this very plan. */
  readonly joining: Set<UserId>;
}

interface Work {
  readonly world: World;
  readonly rooms: DesiredRooms;
  readonly cases: Map<RoomKey, RoomCase>;
  readonly problems: Problem[];
  readonly bookkeeping: LedgerWrite[];
}

export function diffMembers(world: World, rooms: DesiredRooms): MemberChanges {
  const work: Work = { world, rooms, cases: new Map(), problems: [], bookkeeping: [] };
  for (const [key, desired] of rooms) work.cases.set(key, openCase(world, key, desired));
  for (const key of world.keys) seatPerson(work, key);
  for (const room of work.cases.values()) diffRoom(work, room);
  const changes = ([] as Change[]).concat(...[...work.cases.values()].map((room) => room.joins));
  return { changes, problems: work.problems, bookkeeping: work.bookkeeping, rooms: work.cases };
}

function openCase({ ledger, observed, takeovers }: World, key: RoomKey, desired: DesiredRoom): RoomCase {
  return {
    desired,
    keyStart: `member.${desired.joinMode}:${key}:`,
    known: ledger.rooms.has(key) || takeovers.awaited.has(key),
    observed: observed.rooms.get(key),
    grants: ledger.grants.get(key) ?? new Map(),
    leaves: ledger.leaves.get(key) ?? new Map(),
    wanted: [],
    people: [],
    reasons: [],
    granted: 0,
    wantedSet: null,
    levels: new Map(),
    joins: [],
    joining: new Set(),
  };
}

function seatPerson(work: Work, key: PersonKey): void {
  const person = work.world.directory.people.get(key);
  const userId = person === undefined ? null : userIdFor(work.world, person);
  if (userId === null) return;
  for (const membership of desireMemberships(work.world, work.rooms, key)) {
    const room = work.cases.get(membership.room);
    if (room !== undefined) seat(room, key, userId, membership);
  }
}

function seat(room: RoomCase, person: PersonKey, userId: UserId, { level, levelReason, reason: why }: Membership): void {
  room.wanted.push(userId);
  room.people.push(person);
  room.reasons.push(why);
  if (level > 0) room.levels.set(userId, { person, level, reason: levelReason ?? why });
}

function diffRoom(work: Work, room: RoomCase): void {
  const members = room.observed?.members;
  room.wanted.forEach((userId, index) => {
    const grant = room.grants.get(userId);
    if (grant !== undefined) room.granted += 1;
    if (members?.has(userId)) noteJoined(work, room, grant ?? adopted(userId));
    else diffAbsent(work, room, { person: room.people[index] as PersonKey, userId, grant, reason: room.reasons[index] as Reason });
  });
  reportUnexpected(work, room);
}

function adopted(userId: UserId): Grant {
  return { userId, level: 0, origin: "adopted", confirmed: false, lostSince: null };
}

interface Absent {
  readonly person: PersonKey;
  readonly userId: UserId;
  readonly grant: Grant | undefined;
  readonly reason: Reason;
}

/** Desired and not joined: joins, unless they left, were banned, or the room is gone. */
function diffAbsent(work: Work, room: RoomCase, absent: Absent): void {
  const { world } = work;
  const { person, userId, reason: why } = absent;
  const { room: roomKey } = room.desired.spec;
  if (room.observed === undefined && room.known) return; // room-missing is already told
  if (isShut(world, person, userId)) return;
  const left = isNew(room) ? undefined : (leaveOf(world, roomKey, userId) ?? leaveOfFormer(world, roomKey, { person, userId }));
  const staysOut = left !== undefined && !mayPutBack(left, room.desired);
  if (left !== undefined && !room.leaves.has(userId)) noteLeave(work, room, left, { grant: absent.grant, staysOut });
  if (left?.how === "banned") work.problems.push(problem("member-banned", roomKey, { userId }));
  if (staysOut || isInvited(world, roomKey, userId)) return;
  const key = changeKey(room.keyStart + person);
  if (room.desired.joinMode === "invite") {
    room.joins.push(asHolder(room, { kind: "member.invite", key, room: roomKey, person, userId, reason: why }));
    return;
  }
  const way = left === undefined ? wayOf(work, room, userId) : putBackWay(room.observed);
  room.joins.push(asHolder(room, { kind: "member.join", key, room: roomKey, person, userId, way, reason: why }));
  if (room.levels.has(userId)) room.joining.add(userId);
}

/** Made by this very plan: nobody can have left it. */
function isNew({ observed, leaves }: RoomCase): boolean {
  return observed === undefined && leaves.size === 0;
}

/** Who left a room by themselves stays out under another Matrix id. */
function leaveOfFormer(world: World, room: RoomKey, { person, userId }: Pick<Absent, "person" | "userId">): RememberedLeave | undefined {
  const former = leftBehind(world, person, userId);
  const left = former === null ? undefined : leaveOf(world, room, former);
  return left && { ...left, userId };
}

/** Adoption: desired now, joined already, no row; an announced grant that took effect is confirmed the same way. */
function noteJoined({ bookkeeping }: Work, { desired, leaves }: RoomCase, grant: Grant): void {
  if (grant.confirmed && grant.lostSince === null) return;
  const { room } = desired.spec;
  bookkeeping.push({ kind: "grant.set", room, grant: { ...grant, confirmed: true, lostSince: null } });
  if (leaves.has(grant.userId)) bookkeeping.push({ kind: "leave.drop", room, userId: grant.userId });
}

/**
 * Written down once; from then on the ledger remembers it. Whoever is put back keeps the grant, announced again: leaving a room
 * must not make campus forget the level it gave, and undo what somebody else changed since (docs/RULES.md §5).
 */
function noteLeave(
  { bookkeeping }: Work,
  { desired }: RoomCase,
  left: RememberedLeave,
  { grant, staysOut }: { readonly grant: Grant | undefined; readonly staysOut: boolean },
): void {
  const { room } = desired.spec;
  bookkeeping.push({ kind: "leave.set", room, leave: left });
  if (grant === undefined) return;
  if (staysOut) bookkeeping.push({ kind: "grant.drop", room, userId: left.userId });
  else bookkeeping.push({ kind: "grant.set", room, grant: { ...grant, confirmed: false, lostSince: null } });
}

function asHolder({ desired }: RoomCase, entry: JoinMember | InviteMember): Change {
  return desired.members === "heads" ? { ...entry, asHolder: true } : entry;
}

function wayOf({ world, cases }: Work, { desired, observed }: RoomCase, userId: UserId): JoinWay {
  const rule = observed?.joinRule ?? desired.spec.joinRule;
  if (rule !== "restricted") return rule === "public" ? "public" : "invite";
  const space = desired.spec.space === null || isOwed(world, desired.spec.space) ? undefined : cases.get(desired.spec.space);
  const isIn = space !== undefined && (joins(space, userId) || space.observed?.members.has(userId) === true);
  const inSpace = isIn && isOpenTo(world, observed, desired.spec.space);
  return inSpace && (observed?.members.size ?? 0) <= world.policy.restrictedJoinMaximum ? "restricted" : "invite";
}

/** The members of that space may join; a room that was there before campus may be restricted to another one. */
function isOpenTo({ ledger }: World, observed: ObservedRoom | undefined, space: RoomKey | null): boolean {
  const allowed = space === null ? undefined : ledger.rooms.get(space)?.roomId;
  return observed?.settings === undefined || (allowed !== undefined && observed.settings.allows.includes(allowed));
}

/** Is, or will be, in the room by this very plan; nobody is in one that was deleted. */
function joins(room: RoomCase, userId: UserId): boolean {
  if ((room.observed === undefined && room.known) || room.desired.joinMode === "invite") return false;
  room.wantedSet ??= new Set(room.wanted);
  return room.wantedSet.has(userId) && !room.leaves.has(userId);
}

/** Somebody who left a mandatory room may have left its space too: the invitation always works. */
function putBackWay(observed: ObservedRoom | undefined): JoinWay {
  return observed?.joinRule === "public" ? "public" : "invite";
}

/** Docs/RULES.md §4: anyone else in Encadrement is told at once. */
function reportUnexpected({ world, problems }: Work, { desired, observed, grants, wanted }: RoomCase): void {
  const { room } = desired.spec;
  if (!world.isForHolders(room) || observed === undefined) return;
  const expected = new Set<string>([...wanted, ...grants.keys(), agentSmithOf(world)]);
  for (const userId of [...observed.members].sort()) {
    if (!expected.has(userId)) problems.push(problem("member-unexpected", room, { userId }));
  }
}
