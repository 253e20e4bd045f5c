/** A server in memory and a ledger, moved by plans and by people: what apply would leave behind, without any request. */

import { applyWrites } from "#core/apply-writes.ts";
import type { Change, RestoreRoom, RoomSpec } from "#core/change.ts";
import type { Day, RoomId, RoomKey, UserId } from "#core/ids.ts";
import type { Ledger, LedgerWrite } from "#core/ledger.ts";
import type { Departure, Observed, ObservedAccount } from "#core/observed.ts";
import type { Plan } from "#core/plan.ts";
import type { StandingHold } from "#core/standing.ts";
import { openBook } from "#engine/book.ts";
import {
  accountDone,
  accountIntended,
  joinDone,
  joinIntended,
  levelDone,
  mergeDone,
  nameDone,
  rekeyDone,
  removeDone,
  roomDone,
  takeoverDone,
} from "#engine/ledger-writes.ts";
import { type Draft, draftOf, type Room, roomAt } from "./draft.ts";
import { closed, restored, settingsOf } from "./settings.ts";
import { giveUp, isWaiting, takeOver } from "./takeover.ts";
import { type Ran, ranOf } from "./undo.ts";

export interface State {
  readonly ledger: Ledger;
  readonly observed: Observed;
  /** What somebody undid; passes that were applied, where a scenario undoes one. */
  readonly standing?: readonly StandingHold[];
  readonly runs?: readonly Ran[];
}

/** Agent Smith is out of the room; `restorable` when somebody in it has his level. */
export function loseRoom(draft: Draft, key: RoomKey, restorable: boolean): void {
  const room = roomAt(draft, key);
  draft.rooms.delete(key);
  draft.lost.set(room.roomId, { roomId: room.roomId, restorable, room });
}

function regain(draft: Draft, key: RoomKey, roomId: RoomId): void {
  const { room } = draft.lost.get(roomId) ?? {};
  if (room === undefined) throw new Error(`the scenario speaks of a room that is not lost: ${key}`);
  draft.lost.delete(roomId);
  draft.rooms.set(key, room);
}

/** Carries out every change that is not held (all of them when `approved`), and writes the ledger as apply does. */
export function applyPlan(state: State, plan: Plan, approved = false): State {
  const draft = draftOf(state.observed);
  const book = openBook(state.ledger);
  const writes: LedgerWrite[] = plan.bookkeeping.filter((write) => !isWaiting(plan, write, approved));
  book.note(writes);
  const note = (more: LedgerWrite[]) => {
    book.note(more);
    writes.push(...more);
  };
  for (const change of plan.changes) {
    if (change.held !== undefined && !approved) continue;
    if (change.kind === "account.create") note(accountIntended(change, book, plan.today));
    if (change.kind === "member.join" || change.kind === "member.invite") note(joinIntended(change, book));
    const created = act(draft, change, (key) => book.room(key)?.roomId);
    note(done(change, book, plan.today, created));
  }
  const ledger = applyWrites(state.ledger, writes);
  const runs = [...(state.runs ?? []), ranOf(plan, approved)];
  return { ...state, runs, ledger: { ...ledger, base: { ...ledger.base, applied: true } }, observed: draft };
}

function done(change: Change, book: ReturnType<typeof openBook>, today: Day, created: RoomId | null): LedgerWrite[] {
  switch (change.kind) {
    case "room.rekey":
      return rekeyDone(change);
    case "room.adopt":
    case "room.release":
      return takeoverDone(change);
    case "identity.merge":
      return mergeDone(change);
    case "member.join":
      return joinDone(change, book);
    case "member.invite":
      return [];
    case "member.remove":
      return removeDone(change, today);
    case "level.set":
      return levelDone(change, book);
    case "member.name":
      return nameDone(change);
    case "space.create":
    case "room.create":
    case "room.rename":
    case "room.close":
    case "room.reopen":
    case "room.regain":
    case "room.restore":
    case "child.set":
    case "child.remove":
      return roomDone(change, book, today, created);
    default:
      return accountDone(change, book, today);
  }
}

/** The effect on the server; returns the id of a created room. */
function act(draft: Draft, change: Change, idOf: (key: RoomKey) => RoomId | undefined): RoomId | null {
  if (change.kind === "space.create" || change.kind === "room.create") {
    return createRoom(draft, change.spec, (change.spec.space !== null && idOf(change.spec.space)) || null);
  }
  actOnRoom(draft, change, idOf);
  return null;
}

const agentSmith = "@_campus.agent.smith:campus.test" as UserId;

function actOnRoom(draft: Draft, change: Change, idOf: (key: RoomKey) => RoomId | undefined): void {
  switch (change.kind) {
    case "space.create":
    case "room.create":
    case "identity.merge":
      return;
    case "room.adopt":
      takeOver(draft, change);
      return;
    case "room.release":
      giveUp(draft, change.room);
      return;
    case "room.rekey":
      moveRoom(draft, change.before, change.room);
      return;
    case "room.regain":
      regain(draft, change.room, idOf(change.room) as RoomId);
      return;
    case "room.rename":
      roomAt(draft, change.room).name = change.after;
      return;
    case "room.close":
      closeRoom(roomAt(draft, change.room), change.after);
      return;
    case "room.restore":
      restoreRoom(roomAt(draft, change.room), change, (change.spec.space !== null && idOf(change.spec.space)) || null);
      return;
    case "room.reopen":
      reopenRoom(roomAt(draft, change.room), change.spec, (change.spec.space !== null && idOf(change.spec.space)) || null);
      return;
    case "child.set":
      roomAt(draft, change.space).children.set(idOf(change.child) as RoomId, change.order);
      return;
    case "child.remove":
      roomAt(draft, change.space).children.delete(change.childId);
      return;
    case "member.join":
      join(draft, change.room, change.userId);
      return;
    case "member.invite":
      roomAt(draft, change.room).departures.set(change.userId, { membership: "invite", by: agentSmith });
      return;
    case "member.remove":
      leave(draft, change.room, change.userId, { membership: "leave", by: agentSmith });
      return;
    case "member.name":
      draft.names.get(change.room)?.set(change.userId, change.after);
      return;
    case "level.set":
      roomAt(draft, change.room).levels.set(change.userId, change.after);
      return;
    default:
      actOnAccount(draft, change);
  }
}

type AccountChange = Extract<Change, { userId: UserId; kind: `account.${string}` | "identity.link" }>;

function actOnAccount(draft: Draft, change: AccountChange): void {
  const fresh = { userId: change.userId, displayName: "", locked: false, deactivated: false, erased: false, listed: true };
  const account: ObservedAccount = draft.accounts.get(change.userId) ?? fresh;
  draft.accounts.set(change.userId, { ...account, ...changedPart(change, account) });
  if (change.kind === "account.rename")
    for (const own of draft.names.values()) if (own.has(change.userId)) own.set(change.userId, change.after);
  if (change.kind !== "account.deactivate") return;
  for (const room of draft.rooms.keys())
    if (draft.rooms.get(room)?.members.has(change.userId)) leave(draft, room, change.userId, { membership: "leave", by: change.userId });
}

function changedPart(change: AccountChange, { listed, details }: ObservedAccount): Partial<ObservedAccount> {
  switch (change.kind) {
    case "account.create":
    case "account.adopt":
      return { displayName: change.displayName, listed: listed && change.listed };
    case "account.rename":
      return { displayName: change.after };
    case "account.mail":
      return details === undefined ? {} : { details: { ...details, mails: change.after === null ? [] : [change.after] } };
    case "account.listing":
      return { listed: change.after === "listed" };
    case "account.lock":
      return { locked: true };
    case "account.unlock":
      return { locked: false };
    case "account.erase":
      return { erased: true };
    case "account.reactivate":
      return { deactivated: false, locked: false };
    case "account.deactivate":
      return { deactivated: true, locked: false };
    default:
      return {};
  }
}

function closeRoom(room: Room, name: string): void {
  Object.assign(room, { name, joinRule: "invite", eventsDefault: 100 });
  if (room.settings) room.settings = closed(room.settings);
}

function reopenRoom(room: Room, spec: RoomSpec, space: RoomId | null): void {
  Object.assign(room, { name: spec.name, joinRule: spec.joinRule, eventsDefault: 0, settings: settingsOf(spec, space) });
}

function restoreRoom(room: Room, change: RestoreRoom, space: RoomId | null): void {
  if (room.settings) room.settings = restored(room.settings, change, space);
  if (change.setting === "joinRule") room.joinRule = change.spec.joinRule;
}

function createRoom(draft: Draft, spec: RoomSpec, space: RoomId | null): RoomId {
  const roomId = `!${spec.room}:campus.test` as RoomId;
  draft.rooms.set(spec.room, {
    roomId,
    name: spec.name,
    joinRule: spec.joinRule === "restricted" && space === null ? "invite" : spec.joinRule,
    settings: settingsOf(spec, space),
    members: new Set(),
    levels: new Map(),
    eventsDefault: 0,
    children: new Map(),
    departures: new Map(),
  });
  return roomId;
}

function moveRoom(draft: Draft, before: RoomKey, after: RoomKey): void {
  draft.rooms.set(after, roomAt(draft, before));
  draft.rooms.delete(before);
}

export function join(draft: Draft, key: RoomKey, user: UserId): void {
  roomAt(draft, key).members.add(user);
  roomAt(draft, key).departures.delete(user);
}

export function leave(draft: Draft, key: RoomKey, user: UserId, departure: Departure): void {
  roomAt(draft, key).members.delete(user);
  roomAt(draft, key).departures.set(user, departure);
}
