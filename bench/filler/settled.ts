/** A university as already applied, from campus's own plan: what the server holds, and what campus remembers of it. */
import { createHash } from "node:crypto";
import type { Change, CreateAccount, RoomSpec } from "#core/change.ts";
import { noDecisions } from "#core/decisions.ts";
import type { SourceReading } from "#core/directory.ts";
import type { Day, RoomId, RoomKey, UserId } from "#core/ids.ts";
import { emptyLedger, type Ledger, type LedgerWrite } from "#core/ledger.ts";
import { mergeReadings } from "#core/merge.ts";
import { emptyObserved } from "#core/observed.ts";
import { makePlan } from "#core/plan.ts";
import type { Policy } from "#core/policy.ts";
import { applyPlan, type State } from "../../test/scenarios/simulate.ts";

export interface SettledRoom {
  readonly id: RoomId;
  readonly spec: RoomSpec;
  /** Id of the space it hangs in. */
  readonly space: RoomId | null;
  readonly members: UserId[];
  readonly levels: Map<UserId, number>;
  /** Id of each child and its place. */
  readonly children: Map<RoomId, string>;
}

export interface Settled {
  readonly accounts: readonly CreateAccount[];
  readonly rooms: readonly SettledRoom[];
  /** What makes campus's ledger of it. */
  readonly writes: readonly LedgerWrite[];
  /** The same as the planner is given it. */
  readonly state: State;
}

/** All changes of a virgin server's plan, as if each had been carried out. */
export function settle(reading: SourceReading, policy: Policy, today: Day): Settled {
  const directory = mergeReadings([reading], policy);
  const virgin = { ledger: emptyLedger, observed: emptyObserved };
  const plan = makePlan({ server: "prod", directory, policy, decisions: noDecisions, ...virgin, today, fresh: true });
  const state = withOpaqueIds(applyPlan(virgin, plan, true), policy.serverName);
  const accounts = plan.changes.filter((change) => change.kind === "account.create");
  return { accounts, rooms: roomsOf(plan.changes, policy.serverName), writes: writesOf(state.ledger), state };
}

function withOpaqueIds({ ledger, observed }: State, serverName: string): State {
  const renamed = new Map([...ledger.rooms.values()].map(({ key, roomId }) => [roomId, idOf(key, serverName)]));
  const of = (id: RoomId): RoomId => renamed.get(id) ?? id;
  const known = [...ledger.rooms].map(([key, room]) => [key, { ...room, roomId: of(room.roomId) }] as const);
  const seen = [...observed.rooms].map(([key, room]) => {
    const children = new Map([...room.children].map(([id, order]) => [of(id), order]));
    const settings = room.settings === undefined ? {} : { settings: { ...room.settings, allows: room.settings.allows.map(of) } };
    return [key, { ...room, roomId: of(room.roomId), children, ...settings }] as const;
  });
  return { ledger: { ...ledger, rooms: new Map(known) }, observed: { ...observed, rooms: new Map(seen) } };
}

/** Opaque, and the same for the server and for campus. */
function idOf(key: RoomKey, serverName: string): RoomId {
  return `!${createHash("sha256").update(key).digest("hex").slice(0, 18)}:${serverName}` as RoomId;
}

function roomsOf(changes: readonly Change[], serverName: string): SettledRoom[] {
  const rooms = new Map<RoomKey, SettledRoom>();
  for (const change of changes) {
    if (change.kind === "space.create" || change.kind === "room.create") rooms.set(change.spec.room, emptyRoom(change.spec, serverName));
    else addTo(rooms, change, serverName);
  }
  return [...rooms.values()];
}

function emptyRoom(spec: RoomSpec, serverName: string): SettledRoom {
  const space = spec.space === null ? null : idOf(spec.space, serverName);
  return { id: idOf(spec.room, serverName), spec, space, members: [], levels: new Map(), children: new Map() };
}

/** Creations come first in a plan. */
function addTo(rooms: ReadonlyMap<RoomKey, SettledRoom>, change: Change, serverName: string): void {
  if (change.kind === "member.join") rooms.get(change.room)?.members.push(change.userId);
  if (change.kind === "level.set") rooms.get(change.room)?.levels.set(change.userId, change.after);
  if (change.kind === "child.set") rooms.get(change.space)?.children.set(idOf(change.child, serverName), change.order);
}

function writesOf(ledger: Ledger): LedgerWrite[] {
  return [
    ...[...ledger.accounts.values()].map((account) => ({ kind: "account.set", account }) as const),
    ...[...ledger.rooms.values()].map((room) => ({ kind: "room.set", room }) as const),
    ...[...ledger.grants].flatMap(([room, grants]) => [...grants.values()].map((grant) => ({ kind: "grant.set", room, grant }) as const)),
    ...ledger.functions.map((seen) => ({ kind: "function.set", seen }) as const),
    ...[...ledger.base.sources].map(([source, people]) => ({ kind: "source.set", source, people }) as const),
  ];
}
