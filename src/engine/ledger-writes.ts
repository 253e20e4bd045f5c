/** What each change writes into the ledger: announced before its request, confirmed after it, undone when it is refused. */
import type { Change, CreateAccount, InviteMember, JoinMember, NameMember, RemoveMember, SetLevel } from "#core/change.ts";
import type { Day, RoomId } from "#core/ids.ts";
import type { Grant, LedgerAccount, LedgerWrite } from "#core/ledger.ts";
import { formerKey } from "#core/moves.ts";
import { adoptedRow } from "#core/takeovers.ts";
import type { Book } from "./book.ts";
import type { ChangeOf } from "./phases.ts";

export type AccountChange = ChangeOf<"accounts" | "exits">;
export type RoomChange = ChangeOf<"structures" | "children" | "closings">;

/** The announced account: if the run dies now, the next pass knows that an account of this id is ours. */
export function accountIntended(change: CreateAccount, book: Book, today: Day): LedgerWrite[] {
  const { person, userId, login, displayName, mail, leaves } = change;
  const known = leaves === undefined ? book.account(person) : null;
  const fresh = { person, userId, state: "open", cause: null, since: today, due: null } as const;
  const row = { ...(known ?? fresh), userId, login, displayName, mail, intended: true };
  return [...formerIntended(change, book), { kind: "account.set", account: row }];
}

/** The account that a move leaves is kept under a key of its own, to be locked and to end as any other. */
function formerIntended({ person, leaves }: CreateAccount, book: Book): LedgerWrite[] {
  const row = book.account(person);
  if (leaves === undefined || row === null || row.userId !== leaves) return [];
  return [{ kind: "account.set", account: { ...row, person: formerKey(leaves), intended: false, login: "", mail: null, due: null } }];
}

/** An account the server refused to make is nobody's of ours; a row that stood before the attempt comes back. */
export function accountRefused(change: CreateAccount, before: LedgerAccount | null): LedgerWrite[] {
  const former: LedgerWrite[] = change.leaves === undefined ? [] : [{ kind: "account.drop", person: formerKey(change.leaves) }];
  if (before && !before.intended) return [{ kind: "account.set", account: before }, ...former];
  return [{ kind: "account.drop", person: change.person }, ...former];
}

export function accountDone(change: AccountChange, book: Book, today: Day): LedgerWrite[] {
  if (change.kind === "account.adopt") {
    const { person, userId, login, displayName, mail } = change;
    const row = { person, userId, login, displayName, mail, intended: false, state: "open", cause: null, since: today, due: null } as const;
    return [{ kind: "account.set", account: row }];
  }
  const row = book.account(change.person);
  // Said of the account that the person has just left: its own row was written with the announcement of the new one.
  if (row === null || row.userId !== change.userId) return [];
  return [{ kind: "account.set", account: { ...row, ...changed(change, row, today), intended: false } }];
}

function changed(change: Exclude<AccountChange, { kind: "account.adopt" }>, row: LedgerAccount, today: Day): Partial<LedgerAccount> {
  switch (change.kind) {
    case "account.create":
    case "account.listing":
      return {};
    case "account.rename":
      return { displayName: change.after };
    case "account.mail":
      return { mail: change.after };
    case "identity.link":
      return { login: change.after ?? "" };
    case "account.erase":
      return { state: change.after, cause: change.cause, due: null, since: today, displayName: "", mail: null };
    default:
      // A due day that moves doesn't begin a new leaving.
      return {
        ...(change.mail === undefined ? {} : { mail: change.mail }),
        state: change.after,
        cause: change.cause,
        due: change.due,
        since: change.since ?? sinceOf(change.after, row, today),
      };
  }
}

function sinceOf(after: LedgerAccount["state"], row: LedgerAccount, today: Day): Day {
  return row.state === after ? row.since : today;
}

/** `created` is the id that the server gave to a new room. What hangs in a space isn't remembered: it is read each time. */
export function roomDone(change: RoomChange, book: Book, today: Day, created: RoomId | null): LedgerWrite[] {
  if (!("room" in change)) {
    if (!("spec" in change)) return [];
    const { room, alias, name, sourceId } = change.spec;
    return created === null ? [] : [{ kind: "room.set", room: { key: room, roomId: created, alias, name, sourceId, closedSince: null } }];
  }
  const row = book.room(change.room);
  if (row === null || change.kind === "room.regain" || change.kind === "room.restore") return [];
  if (change.kind === "room.rename") return [{ kind: "room.set", room: { ...row, name: change.after } }];
  if (change.kind === "room.close") return [{ kind: "room.set", room: { ...row, name: change.after, closedSince: today } }];
  return [{ kind: "room.set", room: { ...row, name: change.spec.name, closedSince: null } }];
}

export function joinIntended({ room, userId }: JoinMember | InviteMember, book: Book): LedgerWrite[] {
  const known = book.grant(room, userId);
  const grant: Grant = { userId, level: known?.level ?? 0, origin: known?.origin ?? "given", confirmed: false, lostSince: null };
  return [{ kind: "grant.set", room, grant }];
}

/** Once joined again, an earlier departure no longer counts. */
export function joinDone({ room, userId }: JoinMember, book: Book): LedgerWrite[] {
  const grant = book.grant(room, userId);
  const writes: LedgerWrite[] = grant ? [{ kind: "grant.set", room, grant: { ...grant, confirmed: true } }] : [];
  if (book.hasLeave(room, userId)) writes.push({ kind: "leave.drop", room, userId });
  return writes;
}

export function joinRefused({ room, userId }: JoinMember | InviteMember, before: Grant | null): LedgerWrite[] {
  return before ? [{ kind: "grant.set", room, grant: before }] : [{ kind: "grant.drop", room, userId }];
}

/** A membership that ended with its account is remembered: it is not the person's own leaving (docs/RULES.md §3). */
export function removeDone({ room, userId, follows }: RemoveMember, today: Day): LedgerWrite[] {
  const drop: LedgerWrite = { kind: "grant.drop", room, userId };
  if (follows !== "exit") return [drop];
  return [drop, { kind: "leave.set", room, leave: { userId, how: "taken-back", day: today } }];
}

/**
 * Levels are not announced: after a crash the next pass finds the level it wants on the server and takes it into the grant,
 * whereas a level announced and not given would be taken for one lowered by hand.
 */
export function levelDone({ room, userId, after }: SetLevel, book: Book): LedgerWrite[] {
  const grant = book.grant(room, userId);
  return grant && grant.level !== after ? [{ kind: "grant.set", room, grant: { ...grant, level: after } }] : [];
}

export function nameDone({ room, userId, after, local }: NameMember): LedgerWrite[] {
  return [local ? { kind: "name.set", room, given: { userId, name: after } } : { kind: "name.drop", room, userId }];
}

export function mergeDone({ person, absorbed }: Extract<Change, { kind: "identity.merge" }>): LedgerWrite[] {
  return absorbed.map((one) => ({ kind: "merge.set", absorbed: one, survivor: person }));
}

export function takeoverDone(change: Extract<Change, { kind: "room.adopt" | "room.release" }>): LedgerWrite[] {
  return [change.kind === "room.adopt" ? { kind: "room.set", room: adoptedRow(change) } : { kind: "room.drop", room: change.room }];
}

/** Re-keying writes the ledger only: the structure's code changed, room and alias stay. */
export function rekeyDone(change: Extract<Change, { kind: "room.rekey" }>): LedgerWrite[] {
  return [{ kind: "room.rekey", before: change.before, after: change.room }];
}
