/** Power levels: raised by function, lowered when campus gave them; those set by hand are reported and left (docs/RULES.md §5). */
import type { Change } from "./change.ts";
import type { MemberChanges, RoomCase, WantedLevel } from "./diff-members.ts";
import { fateOf } from "./diff-removals.ts";
import { changeKey, type PersonKey, type RoomKey, structureOf, type UserId } from "./ids.ts";
import type { Grant, LedgerWrite } from "./ledger.ts";
import type { ObservedRoom } from "./observed.ts";
import { type Problem, problem } from "./problem.ts";
import { type Reason, reason } from "./reason.ts";
import { creatorLevel } from "./room-levels.ts";
import { compareText } from "./text.ts";
import type { World } from "./world.ts";

export interface LevelChanges {
  readonly changes: Change[];
  readonly problems: Problem[];
  readonly bookkeeping: LedgerWrite[];
}

export function diffLevels(world: World, rooms: MemberChanges["rooms"]): LevelChanges {
  const result: LevelChanges = { changes: [], problems: [], bookkeeping: [] };
  for (const [room, one] of rooms) {
    const { desired, observed, levels: asked } = one;
    if (desired.closed) continue;
    for (const userId of usersOf(world, one)) {
      diffLevel(world, { room, userId, before: observed?.levels.get(userId) ?? 0, wanted: asked.get(userId) }, result);
    }
    if (observed) result.bookkeeping.push(...levelsGone(world, room, observed, asked));
  }
  return result;
}

/** Levels that the server no longer has and nobody wants: lowered by a run that died before it could write it down, or by hand. */
function levelsGone(world: World, room: RoomKey, observed: ObservedRoom, asked: ReadonlyMap<UserId, WantedLevel>): LedgerWrite[] {
  const gone: LedgerWrite[] = [];
  for (const grant of world.ledger.grants.get(room)?.values() ?? []) {
    const { userId, level } = grant;
    if (level === 0 || observed.levels.has(userId) || asked.has(userId) || !observed.members.has(userId)) continue;
    gone.push({ kind: "grant.set", room, grant: { ...grant, level: 0 } });
  }
  return gone;
}

/** A level is for somebody who is in the room or joins it by this very plan; whoever stays out does not get it back. */
function usersOf({ policy }: World, { observed, levels: asked, joining }: RoomCase): UserId[] {
  const own = new Set([`@${policy.identities.connector}:${policy.serverName}`, `@${policy.identities.agentSmith}:${policy.serverName}`]);
  const users = new Set<UserId>([...(observed?.levels.keys() ?? []), ...asked.keys()]);
  const staysOut = (userId: UserId) => asked.has(userId) && !observed?.members.has(userId) && !joining.has(userId);
  return [...users].filter((userId) => !own.has(userId) && !staysOut(userId)).sort(compareText);
}

interface Item {
  readonly room: RoomKey;
  readonly userId: UserId;
  readonly before: number;
  readonly wanted: WantedLevel | undefined;
}

function diffLevel(world: World, item: Item, result: LevelChanges): void {
  const { room, userId, before, wanted } = item;
  const grant = world.ledger.grants.get(room)?.get(userId);
  const given = grant?.level ?? 0;
  const after = wanted?.level ?? 0;
  if (before === after) {
    if (grant !== undefined && given !== after) result.bookkeeping.push({ kind: "grant.set", room, grant: { ...grant, level: after } });
    return;
  }
  if (isLeft(world, before, isByHand(before, given, after))) {
    result.problems.push(problem("level-by-hand", room, { userId, level: before, expected: after }));
    return;
  }
  const why = wanted?.reason ?? whyLost(world, item, grant);
  if (why !== null) result.changes.push(setLevel(world, item, after, why));
}

/** A level given by hand, unless policy says restore; nobody lowers whoever made a room. */
function isLeft({ policy }: World, level: number, byHand: boolean): boolean {
  return level >= creatorLevel || (byHand && !policy.levels.restoreByHand);
}

/** The level differs from what campus gave, and not merely because campus has still to give it. */
function isByHand(before: number, given: number, after: number): boolean {
  return before !== given && (before > after || given === after);
}

/** null: leaving or locked accounts, and those left for another one, lose nothing yet; a locked one loses its level with the room. */
function whyLost(world: World, { room, userId }: Item, grant: Grant | undefined): Reason | null {
  const owner = world.ownerOf(userId);
  if (owner !== null && world.moves.moving.get(owner)?.account.userId === userId) return null;
  const state = owner === null ? undefined : world.wishes.get(owner)?.state;
  if (state === "locked") return whyTakenBack(world, room, grant, owner);
  if (state === "leaving" || state === "conflict") return null;
  return reason("level-function-ended", { structure: structureOf(room) ?? "" });
}

/** Kept, it would be theirs again the day they come back, whatever they are then. */
function whyTakenBack(world: World, room: RoomKey, grant: Grant | undefined, owner: PersonKey | null): Reason | null {
  const known = world.ledger.rooms.get(room);
  if (known === undefined || grant === undefined) return null;
  const fate = fateOf(world, known, grant, owner);
  return fate.is === "remove" ? fate.reason : null;
}

function setLevel(world: World, { room, userId, before, wanted }: Item, after: number, why: Reason): Change {
  const person = wanted?.person ?? world.ownerOf(userId);
  const key = changeKey(`level.set:${room}:${person ?? userId}`);
  return { kind: "level.set", key, room, person, userId, before, after, reason: why };
}
