/** Power levels: raised by function, lowered when campus gave them; those set by hand are reported and left (docs/RULES.md §5). */
import type { Change } from "./change.ts";
import type { MemberChanges, WantedLevel } from "./diff-members.ts";
import { changeKey, type RoomKey, structureOf, type UserId } from "./ids.ts";
import type { LedgerWrite } from "./ledger.ts";
import type { Departure, ObservedRoom } from "./observed.ts";
import { type Problem, problem } from "./problem.ts";
import { type Reason, reason } from "./reason.ts";
import { compareText } from "./text.ts";
import type { World } from "./world.ts";

export interface LevelChanges {
  readonly changes: Change[];
  readonly problems: Problem[];
  readonly bookkeeping: LedgerWrite[];
}

export function diffLevels(world: World, rooms: MemberChanges["rooms"]): LevelChanges {
  const result: LevelChanges = { changes: [], problems: [], bookkeeping: [] };
  for (const [room, { desired, observed, levels: asked }] of rooms) {
    if (desired.closed) continue;
    const present = observed?.levels ?? new Map<UserId, number>();
    for (const userId of usersOf(world, present, asked)) {
      diffLevel(world, { room, userId, before: present.get(userId) ?? 0, wanted: asked.get(userId) }, result);
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

function usersOf(world: World, present: ReadonlyMap<UserId, number>, asked: ReadonlyMap<UserId, WantedLevel>): UserId[] {
  const { connector, agentSmith } = world.policy.identities;
  const own = new Set([`@${connector}:${world.policy.serverName}`, `@${agentSmith}:${world.policy.serverName}`]);
  const users = new Set<UserId>([...present.keys(), ...asked.keys()]);
  return [...users].filter((userId) => !own.has(userId)).sort(compareText);
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
  if (!mayHaveLevel(world, item)) return;
  if (before === after) {
    if (grant !== undefined && given !== after) result.bookkeeping.push({ kind: "grant.set", room, grant: { ...grant, level: after } });
    return;
  }
  if (isByHand(before, given, after) && !world.policy.levels.restoreByHand) {
    result.problems.push(problem("level-by-hand", room, { userId, level: before, expected: after }));
    return;
  }
  if (after === 0 && isStillKept(world, item)) return;
  result.changes.push(setLevel(world, item, after, wanted?.reason ?? reason("level-function-ended", { structure: structureOf(room) })));
}

/** The level differs from what campus gave, and not merely because campus has still to give it. */
function isByHand(before: number, given: number, after: number): boolean {
  return before !== given && (before > after || given === after);
}

/** A level is for somebody who is in the room or joins it in this very plan; a person who left does not get it back. */
function mayHaveLevel(world: World, { room, userId, wanted }: Item): boolean {
  const { observed, ledger } = world;
  if (wanted === undefined) return true;
  const here = observed.rooms.get(room);
  if (here === undefined || here.members.has(userId)) return true;
  const left = ledger.leaves.get(room)?.get(userId);
  return (left === undefined || left.how === "taken-back") && !endedByOthers(here.departures.get(userId), world);
}

/** An invitation still open, or our own taking back, is no departure: the join is in this very plan. */
function endedByOthers(departure: Departure | undefined, { policy }: World): boolean {
  if (departure === undefined || departure.membership === "invite" || departure.membership === "knock") return false;
  return departure.by !== `@${policy.identities.agentSmith}:${policy.serverName}`;
}

/** Leaving or locked accounts lose nothing yet. */
function isStillKept(world: World, { userId }: Item): boolean {
  const owner = world.ownerOf(userId);
  const state = owner === null ? undefined : world.wishes.get(owner)?.state;
  return state === "leaving" || state === "locked" || state === "conflict";
}

function setLevel(world: World, { room, userId, before, wanted }: Item, after: number, why: Reason): Change {
  const person = wanted?.person ?? world.ownerOf(userId);
  const key = changeKey(`level.set:${room}:${person ?? userId}`);
  return { kind: "level.set", key, room, person, userId, before, after, reason: why };
}
