/** Names that somebody bears in one room only: given, given again after a change of the global name, and taken back (docs/RULES.md §1). */
import type { Change, NameMember } from "./change.ts";
import { desireAccount } from "./desire.ts";
import { changeKey, type PersonKey, type RoomKey, type UserId } from "./ids.ts";
import type { LedgerWrite } from "./ledger.ts";
import { type Reason, reason } from "./reason.ts";
import { compareText } from "./text.ts";
import type { World } from "./world.ts";

export interface NameChanges {
  readonly changes: Change[];
  readonly bookkeeping: LedgerWrite[];
}

/** `others` are the account's changes of this plan: a new global name overwrites the local one, whoever bore it gets it again. */
export function diffNames(world: World, others: readonly Change[]): NameChanges {
  const result: NameChanges = { changes: [], bookkeeping: [] };
  if (world.decisions.localNames.size === 0 && world.ledger.names.size === 0) return result;
  const renamed = new Set(others.flatMap((change) => (change.kind === "account.rename" ? [change.person] : [])));
  const kept = new Set<string>();
  for (const { person, room, name, by } of [...world.decisions.localNames.values()].sort(byPlace)) {
    const userId = world.ledger.accounts.get(person)?.userId;
    if (userId === undefined) continue;
    kept.add(`${room} ${userId}`);
    giveName(world, { person, room, userId, name, again: renamed.has(person), reason: reason("local-name", { by }) }, result);
  }
  takeBack(world, kept, result);
  return result;
}

function byPlace(a: { room: RoomKey; person: PersonKey }, b: { room: RoomKey; person: PersonKey }): number {
  return compareText(a.room, b.room) || compareText(a.person, b.person);
}

interface Naming {
  readonly person: PersonKey;
  readonly room: RoomKey;
  readonly userId: UserId;
  readonly name: string;
  /** Written even when it is there already. */
  readonly again: boolean;
  readonly reason: Reason;
}

function giveName(world: World, naming: Naming, { changes, bookkeeping }: NameChanges): void {
  const { room, userId, name, again } = naming;
  const before = nameIn(world, room, userId);
  if (before === null) return;
  if (before !== name || again) changes.push(toChange(naming, before, true));
  else if (world.ledger.names.get(room)?.get(userId)?.name !== name) bookkeeping.push({ kind: "name.set", room, given: { userId, name } });
}

/** null: not in the room, or not looked at. */
function nameIn({ observed }: World, room: RoomKey, userId: UserId): string | null {
  return observed.rooms.get(room)?.members.has(userId) === true ? (observed.names?.get(room)?.get(userId) ?? null) : null;
}

/** No longer decided: the account's own name again, then forgotten. */
function takeBack(world: World, kept: ReadonlySet<string>, { changes, bookkeeping }: NameChanges): void {
  for (const [room, names] of [...world.ledger.names].sort((a, b) => compareText(a[0], b[0]))) {
    for (const userId of [...names.keys()].sort(compareText)) {
      if (kept.has(`${room} ${userId}`) || observedNothing(world, room)) continue;
      const person = world.ownerOf(userId);
      const own =
        person === null ? undefined : (desireAccount(world, person)?.displayName ?? world.ledger.accounts.get(person)?.displayName);
      const before = nameIn(world, room, userId);
      const naming = person !== null && before !== null && own !== undefined && before !== own;
      if (naming)
        changes.push(toChange({ person, room, userId, name: own, again: false, reason: reason("local-name-ended") }, before, false));
      else bookkeeping.push({ kind: "name.drop", room, userId });
    }
  }
}

function observedNothing({ observed }: World, room: RoomKey): boolean {
  return observed.names === undefined || !observed.rooms.has(room);
}

function toChange({ person, room, userId, name, reason: why }: Naming, before: string, local: boolean): NameMember {
  return {
    kind: "member.name",
    key: changeKey(`member.name:${room}:${person}`),
    room,
    person,
    userId,
    before,
    after: name,
    local,
    reason: why,
  };
}
