/**
 * Rooms that a decision takes over or gives up (docs/RULES.md §9). The rest of the plan works as if they had always been there, or
 * never; what concerns them waits for the adoption, or for its being taken back.
 */
import type { AdoptRoom, ReleaseRoom } from "./change.ts";
import { authorship, type RoomAdoption } from "./decisions.ts";
import { changeKey, type RoomId, type RoomKey, ruleRoom, structureOf, structureRoom, templateOf } from "./ids.ts";
import type { Ledger, LedgerRoom } from "./ledger.ts";
import type { FoundRoom, Observed } from "./observed.ts";
import { type Problem, problem } from "./problem.ts";
import { reason } from "./reason.ts";
import { obstacleOf } from "./room-obstacle.ts";
import { placeOf } from "./room-place.ts";
import { compareText } from "./text.ts";
import type { StructureTree } from "./tree.ts";
import type { WorldInput } from "./world.ts";

export interface Takeovers {
  /** Taken over by this very plan. */
  readonly adopted: ReadonlyMap<RoomKey, AdoptRoom>;
  /** Places of rooms that were given up; null once campus has forgotten the room. */
  readonly released: ReadonlyMap<RoomKey, ReleaseRoom | null>;
  /**
   * Places of rooms that this plan gives back, or that can't be taken over in this pass, and what would hang in a space that is one of
   * them: nothing is made there.
   */
  readonly awaited: ReadonlySet<RoomKey>;
  readonly problems: readonly Problem[];
}

export const noTakeovers: Takeovers = { adopted: new Map(), released: new Map(), awaited: new Set(), problems: [] };

/** The space of that key is to be taken over, or made again: rooms that are there already stay as they are meanwhile. */
export function isOwed({ takeovers }: { readonly takeovers: Takeovers }, space: RoomKey): boolean {
  return takeovers.awaited.has(space) || takeovers.released.has(space);
}

interface Seen {
  readonly takeovers: Takeovers;
  readonly ledger: Ledger;
  readonly observed: Observed;
}

/** The ledger and what was observed, with the rooms taken over and without those given up. */
export function takeOver(input: WorldInput, tree: StructureTree): Seen {
  const { decisions, ledger, observed } = input;
  if (decisions.roomAdoptions.size === 0) return { takeovers: noTakeovers, ledger, observed };
  const decided = [...decisions.roomAdoptions.values()].sort((a, b) => compareText(a.roomId, b.roomId));
  const released = releasesIn(decided, ledger);
  const kept = without(input, new Set(released.keys()));
  const going = [...released].flatMap(([place, change]) => (change === null ? [] : [place]));
  const { adopted, awaited, problems } = adoptionsIn({ ...input, ...kept }, tree, { decided, going: new Set(going) });
  for (const place of going) awaited.add(place);
  const takeovers = { adopted, released, problems, awaited: withRoomsOf(awaited, { ...input, ...kept }, tree) };
  return { takeovers, ...withRooms(kept, adopted) };
}

function releasesIn(decided: readonly RoomAdoption[], { rooms }: Ledger): Map<RoomKey, ReleaseRoom | null> {
  const byId = new Map<RoomId, LedgerRoom>([...rooms.values()].map((room) => [room.roomId, room]));
  const released = new Map<RoomKey, ReleaseRoom | null>();
  for (const decision of decided.filter(({ verdict }) => verdict === "release")) {
    const { room: place, roomId } = decision;
    const known = byId.get(roomId);
    if (known?.origin === "adopted") released.set(known.key, toRelease(known, decision));
    else if (known === undefined && !rooms.has(place)) released.set(place, null);
  }
  return released;
}

function toRelease({ key: room, roomId, alias }: LedgerRoom, decision: RoomAdoption): ReleaseRoom {
  const why = reason("room-released", authorship(decision));
  return { kind: "room.release", key: changeKey(`room.release:${room}`), room, roomId, alias, reason: why };
}

function without({ ledger, observed }: WorldInput, places: ReadonlySet<RoomKey>): Pick<Seen, "ledger" | "observed"> {
  if (places.size === 0) return { ledger, observed };
  const left = <V>(rows: ReadonlyMap<RoomKey, V>) => new Map([...rows].filter(([room]) => !places.has(room)));
  const { rooms, grants, leaves, names } = ledger;
  const forgotten = { rooms: left(rooms), grants: left(grants), leaves: left(leaves), names: left(names) };
  return { ledger: { ...ledger, ...forgotten }, observed: { ...observed, rooms: left(observed.rooms) } };
}

interface Taken {
  readonly adopted: Map<RoomKey, AdoptRoom>;
  readonly awaited: Set<RoomKey>;
  readonly problems: Problem[];
}

interface Deciding {
  readonly decided: readonly RoomAdoption[];
  /** Places whose rooms this very plan gives back. */
  readonly going: ReadonlySet<RoomKey>;
}

function adoptionsIn(input: WorldInput, tree: StructureTree, { decided, going }: Deciding): Taken {
  const managed = new Set([...input.ledger.rooms.values()].map(({ roomId }) => roomId));
  const pending = decided.filter(({ verdict, roomId }) => verdict === "adopt" && !managed.has(roomId));
  const claims = Map.groupBy(pending, ({ room }) => room);
  const taken: Taken = { adopted: new Map(), awaited: new Set(), problems: [] };
  for (const decision of pending) {
    const change = going.has(decision.room)
      ? null
      : adoptionOf(input, tree, { decision, claimed: (claims.get(decision.room)?.length ?? 0) > 1 });
    if (change !== null && "kind" in change) taken.adopted.set(change.room, change);
    else if (!input.ledger.rooms.has(decision.room)) taken.awaited.add(decision.room);
    if (change !== null && "severity" in change) taken.problems.push(change);
  }
  return taken;
}

interface Claim {
  readonly decision: RoomAdoption;
  readonly claimed: boolean;
}

/** null: the room was not looked at in this pass, or its place is not free yet. */
function adoptionOf(input: WorldInput, tree: StructureTree, { decision, claimed }: Claim): AdoptRoom | Problem | null {
  const { room, roomId } = decision;
  const { ledger, observed } = input;
  const no = (code: Problem["code"]) => problem(code, room, { roomId, by: decision.by }, "error");
  if (ledger.rooms.has(room)) return no("adopt-place-taken");
  if (claimed) return no("adopt-place-claimed");
  const place = placeOf(input, tree, room);
  if (place === null) return no("adopt-place-none");
  if (observed.found === undefined) return null;
  const found = observed.found.get(roomId);
  const obstacle = obstacleOf(found, { place: room, roomId, isSpace: place.isSpace });
  if (obstacle !== null) return obstacle;
  const { alias, sourceId, name: after, sensitive } = place;
  const key = changeKey(`room.adopt:${room}`);
  const why = reason("room-adopted", { room, ...authorship(decision) });
  const names = { before: (found as FoundRoom).room.name, after };
  return { kind: "room.adopt", key, room, roomId, alias, sourceId, ...names, reason: why, ...(sensitive ? { sensitive } : {}) };
}

/** The row that an adoption writes. */
export function adoptedRow({ room, roomId, alias, after, sourceId }: AdoptRoom): LedgerRoom {
  return { key: room, roomId, alias, name: after, sourceId, closedSince: null, origin: "adopted" };
}

function withRooms({ ledger, observed }: Pick<Seen, "ledger" | "observed">, adopted: Taken["adopted"]): Pick<Seen, "ledger" | "observed"> {
  if (adopted.size === 0) return { ledger, observed };
  const rooms = new Map(ledger.rooms);
  const seen = new Map(observed.rooms);
  for (const change of adopted.values()) {
    rooms.set(change.room, adoptedRow(change));
    const found = observed.found?.get(change.roomId);
    if (found !== undefined) seen.set(change.room, found.room);
  }
  return { ledger: { ...ledger, rooms }, observed: { ...observed, rooms: seen } };
}

/** What would hang in a space that is still to be taken over waits with it. */
function withRoomsOf(awaited: ReadonlySet<RoomKey>, { policy, ledger }: WorldInput, tree: StructureTree): ReadonlySet<RoomKey> {
  const all = new Set(awaited);
  for (const place of awaited) {
    const structure = structureOf(place);
    if (structure === null || templateOf(place) !== "space") continue;
    const own = policy.templates.map((one) => structureRoom(structure, one.key));
    const across = structure === tree.establishment ? policy.rooms.map((one) => ruleRoom(one.key)) : [];
    for (const room of [...own, ...across]) if (!ledger.rooms.has(room)) all.add(room);
  }
  return all;
}
