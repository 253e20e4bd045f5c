/** Inverses of joins, removals, levels and local names: only what campus gave is taken back (docs/RULES.md §16). */
import type { Change, InviteMember, JoinMember, NameMember, RemoveMember, SetLevel } from "./change.ts";
import { agentSmithOf } from "./departure.ts";
import { desireMemberships } from "./desire.ts";
import { desireRooms } from "./desire-rooms.ts";
import { changeKey, type PersonKey, type RoomKey } from "./ids.ts";
import type { ObservedRoom } from "./observed.ts";
import { accountOf, by, changedSince, type Ground, gone, type Inverse, isAlive, isOnRedList, isSo, told } from "./undo-ground.ts";

export type MemberAct = Extract<Change, { kind: `member.${string}` | "level.set" }>;

export function undoMember(ground: Ground, change: MemberAct): Inverse {
  switch (change.kind) {
    case "member.join":
    case "member.invite":
      return undoEntry(ground, change);
    case "member.remove":
      return undoRemoval(ground, change);
    case "level.set":
      return undoLevel(ground, change);
    case "member.name":
      return undoLocalName(ground, change);
    default:
      return change satisfies never;
  }
}

/** An invitation that was accepted since is taken back as a join is; one that still waits is withdrawn. */
function undoEntry(ground: Ground, { room, person, userId }: JoinMember | InviteMember): Inverse {
  const seen = ground.world.observed.rooms.get(room);
  const grant = ground.world.ledger.grants.get(room)?.get(userId);
  const departure = seen?.departures.get(userId);
  const isIn = seen?.members.has(userId) === true || departure?.membership === "invite";
  // Taken out by an undo that died before it could write it down.
  const isOut = departure?.membership === "leave" && departure.by === agentSmithOf(ground.world);
  if (grant === undefined) return gone(ground, isIn, false);
  if (!isIn && !(ground.resumes && isOut)) return changedSince;
  const level = grant.level > 0 ? { before: grant.level } : {};
  const key = changeKey(`member.remove:${room}:${person}`);
  return by({ kind: "member.remove", key, room, person, userId, follows: "link", ...level, reason: ground.reason });
}

/** With the level that campus had given; in again already by an undo that died, only what it had not written down is missing. */
function undoRemoval(ground: Ground, { room, person, userId, before = 0 }: RemoveMember): Inverse {
  const seen = ground.world.observed.rooms.get(room);
  if (seen === undefined || person === null || isElsewhere(ground, seen, userId)) return changedSince;
  const refusal = refusalFor(ground, { room, person, userId });
  if (refusal !== null) return refusal;
  const level = levelBack(ground, { room, person, userId, before });
  const grant = ground.world.ledger.grants.get(room)?.get(userId);
  if (seen.members.has(userId) && grant === undefined) return changedSince;
  if (seen.members.has(userId) && grant?.confirmed) return ground.resumes ? by(...level) : changedSince;
  const way = seen.joinRule === "public" ? "public" : "invite";
  const asHolder = ground.world.isForHolders(room) ? { asHolder: true as const } : {};
  const key = changeKey(`member.join:${room}:${person}`);
  return by({ kind: "member.join", key, room, person, userId, way, ...asHolder, reason: ground.reason }, ...level);
}

/** null: they may be put back. */
function refusalFor(ground: Ground, { room, person, userId }: Seat): Inverse | null {
  const account = accountOf(ground, { person, userId });
  if (account === null) return changedSince;
  if (!isAlive(account.row) && !ground.opening.has(person)) return told("undo-not-open");
  return isOnRedList(ground, person) && !isWanted(ground, person, room) ? told("undo-red-list") : null;
}

/** A ban, or anybody else's hand since, is respected. */
function isElsewhere({ world }: Ground, { departures }: ObservedRoom, userId: RemoveMember["userId"]): boolean {
  const departure = departures.get(userId);
  return departure !== undefined && (departure.membership === "ban" || departure.by !== agentSmithOf(world));
}

type Seat = { readonly room: RoomKey; readonly person: PersonKey } & Pick<RemoveMember, "userId">;

/** The server may have kept the level: it is written all the same, so that campus remembers it as its own. A higher one is somebody's. */
function levelBack({ world, reason }: Ground, { before: after, ...seat }: Seat & { readonly before: number }): Change[] {
  const { room, userId } = seat;
  const now = world.observed.rooms.get(room)?.levels.get(userId) ?? 0;
  if (after === 0 || now > after || world.ledger.grants.get(room)?.get(userId)?.level === after) return [];
  return [{ kind: "level.set", key: changeKey(`level.set:${seat.room}:${seat.person}`), ...seat, before: 0, after, reason }];
}

function isWanted({ world }: Ground, person: PersonKey, room: RoomKey): boolean {
  return desireMemberships(world, desireRooms(world), person).some((one) => one.room === room);
}

function undoLevel(ground: Ground, change: SetLevel): Inverse {
  const seen = ground.world.observed.rooms.get(change.room);
  const now = seen?.levels.get(change.userId) ?? 0;
  const given = ground.world.ledger.grants.get(change.room)?.get(change.userId)?.level;
  if (seen === undefined || !isSo(ground, change, { seen: now, row: given ?? 0 })) return gone(ground, now, change.before);
  return by({ ...change, before: change.after, after: change.before, reason: ground.reason });
}

function undoLocalName(ground: Ground, change: NameMember): Inverse {
  const { room, userId, before, after } = change;
  const now = ground.world.observed.names?.get(room)?.get(userId);
  if (now !== after) return gone(ground, now, before);
  const own = ground.world.observed.accounts.get(userId)?.displayName;
  return by({ ...change, before: after, after: before, local: before !== own, reason: ground.reason });
}
