/** A part of a pass: some people, some structures, some kinds of change. The plan is the whole one, then restricted to it. */
import type { Change, ChangeKind } from "./change.ts";
import { type ChangeKey, changeKey, type PersonKey, type RoomKey, type StructureKey, spaceOf, structureOf, type UserId } from "./ids.ts";
import type { LedgerWrite } from "./ledger.ts";
import { needsOf, phaseByKind } from "./order.ts";
import type { Plan } from "./plan.ts";
import type { Problem } from "./problem.ts";

/** An empty list restricts nothing; people and structures add up. */
export interface Scope {
  readonly people: readonly PersonKey[];
  readonly structures: readonly StructureKey[];
  readonly kinds: readonly ChangeKind[];
}

export const everything: Scope = { people: [], structures: [], kinds: [] };

export function isWhole({ people, structures, kinds }: Scope): boolean {
  return people.length === 0 && structures.length === 0 && kinds.length === 0;
}

/** What was really looked at on the server; null = all of it. The rest is taken as the ledger says. */
export interface Seen {
  readonly accounts: ReadonlySet<UserId> | null;
  /** Rooms whose name, levels and children were read. */
  readonly states: ReadonlySet<RoomKey> | null;
  /** Rooms whose members were read. */
  readonly members: ReadonlySet<RoomKey> | null;
  /** Only the membership of these accounts was read there; null = everybody's. */
  readonly onlyOf: ReadonlySet<UserId> | null;
}

export const seenWhole: Seen = { accounts: null, states: null, members: null, onlyOf: null };

export interface Restriction {
  readonly scope: Scope;
  readonly seen: Seen;
  /** Accounts of the people of the scope. */
  readonly users: ReadonlySet<UserId>;
  /** Managed rooms that existed before the plan. */
  readonly known: (room: RoomKey) => boolean;
}

/**
 * Changes of the scope and what they need. Guards have counted the whole plan (docs/RULES.md §7). Nothing is planned for, and nothing
 * written down about, what was not looked at.
 */
export function restrict(plan: Plan, to: Restriction): Plan {
  const { scope } = to;
  const possible = plan.changes.filter((change) => isSeen(change, to));
  const wanted = withNeeds(possible, scope);
  return {
    ...plan,
    scope,
    changes: possible.filter((change) => wanted.has(change.key)),
    problems: plan.problems.filter((one) => isAbout(one, to)),
    bookkeeping: plan.bookkeeping.filter((write) => isOwn(write, to)),
  };
}

/** A change that is in the scope by itself, not by what needs it. */
export function isInScope({ people, structures, kinds }: Scope, change: Change): boolean {
  if (kinds.length > 0 && !kinds.includes(change.kind)) return false;
  if (people.length === 0 && structures.length === 0) return true;
  if ("person" in change && change.person !== null && people.includes(change.person)) return true;
  return structures.length > 0 && roomsOf(change).some((room) => structures.some((one) => one === structureOf(room)));
}

/** Managed rooms that a change names. */
export function roomsOf(change: Change): readonly RoomKey[] {
  if ("space" in change) return change.child === null ? [change.space] : [change.space, change.child];
  if ("spec" in change) return [change.spec.room];
  return "room" in change ? [change.room] : [];
}

function withNeeds(changes: readonly Change[], scope: Scope): ReadonlySet<ChangeKey> {
  const byKey = new Map(changes.map((change) => [change.key, change]));
  const wanted = new Set<ChangeKey>();
  const todo = changes.filter((change) => isInScope(scope, change));
  for (let change = todo.pop(); change !== undefined; change = todo.pop()) {
    if (wanted.has(change.key)) continue;
    wanted.add(change.key);
    for (const key of [...needsOf(change), ...newKeysOf(change)]) {
      const need = byKey.get(key);
      if (need !== undefined) todo.push(need);
    }
  }
  return wanted;
}

/** Rooms are spoken of under the keys that this very plan gives them. */
function newKeysOf(change: Change): ChangeKey[] {
  return roomsOf(change).flatMap((room) => [room, spaceOf(room) ?? room].map((one) => changeKey(`room.rekey:${one}`)));
}

function isSeen(change: Change, { seen, known }: Restriction): boolean {
  if (change.kind === "room.rekey") return true;
  if ("userId" in change && "room" in change) {
    return !known(change.room) || isMemberSeen(seen, change.room, change.userId);
  }
  if ("userId" in change) return seen.accounts === null || seen.accounts.has(change.userId);
  return roomsOf(change).every((room) => seen.states === null || seen.states.has(room) || !known(room));
}

function isMemberSeen({ members, onlyOf }: Seen, room: RoomKey, user: UserId): boolean {
  return (members === null || members.has(room)) && (onlyOf === null || onlyOf.has(user));
}

/** The last good read of a source is never moved by a part of a pass. */
function isOwn(write: LedgerWrite, { scope, seen, users }: Restriction): boolean {
  const { people, structures } = scope;
  const all = people.length === 0 && structures.length === 0;
  switch (write.kind) {
    case "source.set":
      return false;
    case "account.set":
      return (all || people.includes(write.account.person)) && (seen.accounts === null || seen.accounts.has(write.account.userId));
    case "account.drop":
    case "absence.set":
    case "absence.drop":
      return all || people.includes(write.person);
    case "function.set":
      return all || people.includes(write.seen.person) || structures.includes(write.seen.structure);
    case "function.drop":
      return all || people.includes(write.person) || structures.includes(write.structure);
    case "merge.drop":
      return all || people.includes(write.absorbed);
    case "grant.set":
      return isMine(write.room, write.grant.userId);
    case "leave.set":
      return isMine(write.room, write.leave.userId);
    case "name.set":
      return isMine(write.room, write.given.userId);
    case "name.drop":
    case "grant.drop":
    case "leave.drop":
      return isMine(write.room, write.userId);
    default:
      return true;
  }
  function isMine(room: RoomKey, user: UserId): boolean {
    return (all || users.has(user) || structures.some((one) => one === structureOf(room))) && isMemberSeen(seen, room, user);
  }
}

function isAbout({ subject, params }: Problem, { scope, users }: Restriction): boolean {
  const { people, structures } = scope;
  if (people.length === 0 && structures.length === 0) return true;
  const names = [subject, params.person, params.userId];
  if (names.some((one) => people.includes(one as PersonKey) || users.has(one as UserId))) return true;
  const structure = subject.startsWith("structure:") ? structureOf(subject as RoomKey) : subject;
  return structures.includes(structure as StructureKey);
}

export function isChangeKind(text: string): text is ChangeKind {
  return Object.hasOwn(phaseByKind, text);
}
