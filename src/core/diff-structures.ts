/** Spaces and rooms: create, rename, re-key, list under their parents, close, reopen. */

import type { Change, CloseRoom, CreateRoom, ReopenRoom } from "./change.ts";
import { authorship } from "./decisions.ts";
import type { DesiredRoom, DesiredRooms } from "./desire-rooms.ts";
import { changeKey, type RoomId, type RoomKey, type StructureKey, structureOf, structureRoom, templateOf } from "./ids.ts";
import type { Ledger, LedgerRoom } from "./ledger.ts";
import { type Problem, problem } from "./problem.ts";
import { type Reason, reason } from "./reason.ts";
import { spacesAbove } from "./tree.ts";
import { isGone, type World } from "./world.ts";

export interface StructureChanges {
  readonly changes: Change[];
  readonly problems: Problem[];
}

export function diffStructures(world: World, rooms: DesiredRooms): StructureChanges {
  const changes: Change[] = [];
  const problems: Problem[] = [];
  for (const desired of rooms.values()) changes.push(...diffRoom(world, desired, problems));
  changes.push(...diffChildren(world, rooms));
  reportShrunk(world, rooms, problems);
  return { changes, problems };
}

function diffRoom(world: World, desired: DesiredRoom, problems: Problem[]): Change[] {
  const { spec } = desired;
  const known = world.ledger.rooms.get(spec.room);
  if (known === undefined) return isGone(world, spec.room) ? [] : [createRoom(desired)];
  const observed = world.observed.rooms.get(spec.room);
  if (observed === undefined) {
    return diffAbsent(world, known, problems);
  }
  if (desired.closed && known.closedSince === null) return [closeRoom(desired, observed.name)];
  if (!desired.closed && known.closedSince !== null) return [reopenRoom(world, desired, observed.name)];
  if (observed.name === spec.name || isNamedByHand(world, desired, observed.name, problems)) return [];
  return [
    {
      kind: "room.rename",
      key: changeKey(`room.rename:${spec.room}`),
      room: spec.room,
      before: observed.name,
      after: spec.name,
      reason: whyRenamed(known, desired),
    },
  ];
}

/** A room that was there before campus kept its own name until now. */
function whyRenamed({ origin, name }: LedgerRoom, { spec, structure }: DesiredRoom): Reason {
  if (origin === "adopted" && name === spec.name) return reason("drift-restored", { setting: "name" });
  return structure === null ? reason("rule-renamed") : reason("structure-renamed", { structure });
}

/** Gone for good, or lost: taken back where somebody in it can give it. What else concerns it waits until it is there again. */
function diffAbsent({ observed }: World, { key: room, roomId }: LedgerRoom, problems: Problem[]): Change[] {
  const lost = observed.lost?.get(roomId);
  if (lost?.restorable === true) {
    return [{ kind: "room.regain", key: changeKey(`room.regain:${room}`), room, reason: reason("room-lost", { room }) }];
  }
  problems.push(problem(lost === undefined ? "room-missing" : "room-without-administrator", room, { roomId }, "error"));
  return [];
}

/** The structure's name is what campus wrote last: somebody else changed it. A room that is taken over keeps its own in that pass. */
function isNamedByHand({ ledger, policy, takeovers }: World, { spec }: DesiredRoom, found: string, problems: Problem[]): boolean {
  const mode = policy.drift.roomName;
  const differs = { setting: "name", found, expected: spec.name };
  if (takeovers.adopted.has(spec.room)) {
    if (mode !== "accept") problems.push(problem("adopt-room-differs", spec.room, differs));
    return true;
  }
  if (mode === "restore" || ledger.rooms.get(spec.room)?.name !== spec.name) return false;
  if (mode === "report") problems.push(problem("room-drift", spec.room, differs));
  return true;
}

function createRoom({ spec, structure, reason: why }: DesiredRoom): CreateRoom {
  const kind = spec.template === "space" ? "space.create" : "room.create";
  return { kind, key: changeKey(`${kind}:${spec.room}`), structure, spec, reason: why };
}

function closeRoom({ spec, structure, reason: why }: DesiredRoom, before: string): CloseRoom {
  return {
    kind: "room.close",
    key: changeKey(`room.close:${spec.room}`),
    structure,
    room: spec.room,
    before,
    after: spec.name,
    reason: why,
  };
}

function reopenRoom(world: World, { spec, structure }: DesiredRoom, before: string): ReopenRoom {
  const why = whyReopened(world, structure, spec.name);
  return { kind: "room.reopen", key: changeKey(`room.reopen:${spec.room}`), structure, room: spec.room, spec, before, reason: why };
}

function whyReopened({ decisions }: World, structure: StructureKey | null, name: string): Reason {
  if (structure === null) return reason("rule-restored", { rule: name });
  const decided = decisions.closings.get(structure);
  if (decided?.act === "reopen") return reason("structure-reopened-by-hand", { structure, ...authorship(decided) });
  return reason("structure-reopened", { structure });
}

interface WantedChild {
  readonly space: RoomKey;
  readonly child: RoomKey;
  readonly order: string;
  readonly reason: Reason;
}

function diffChildren(world: World, rooms: DesiredRooms): Change[] {
  const changes: Change[] = [];
  const wanted = wantedChildren(world, rooms);
  for (const child of wanted) {
    if (isGone(world, child.space) || isGone(world, child.child)) continue; // room-missing is already told
    const id = world.ledger.rooms.get(child.child)?.roomId;
    const before = id === undefined ? null : (world.observed.rooms.get(child.space)?.children.get(id) ?? null);
    if (before === child.order) continue;
    const key = changeKey(`child.set:${child.space}:${child.child}`);
    changes.push({ kind: "child.set", key, space: child.space, child: child.child, before, order: child.order, reason: child.reason });
  }
  return [...changes, ...strayChildren(world, new Set(wanted.map(({ space, child }) => `${space} ${child}`)))];
}

/** Rooms under their space; spaces under the nearest ones above. Closed spaces hang nowhere, but keep their own rooms. */
function wantedChildren(world: World, rooms: DesiredRooms): WantedChild[] {
  const wanted: WantedChild[] = [];
  for (const desired of rooms.values()) {
    const { spec, structure, closed, order } = desired;
    if (spec.space === null) wanted.push(...underOthers(world, rooms, desired));
    else if (structure !== null || !closed) {
      const why = reason("parent-is", { structure: structure ?? world.tree.establishment ?? "" });
      wanted.push({ space: spec.space, child: spec.room, order, reason: why });
    }
  }
  return wanted;
}

function underOthers({ directory, tree }: World, rooms: DesiredRooms, { spec, structure, closed, order }: DesiredRoom): WantedChild[] {
  if (structure === null || closed) return [];
  const hasSpace = (key: StructureKey) => rooms.get(structureRoom(key, "space"))?.closed === false;
  return spacesAbove(structure, directory.structures, tree.establishment, hasSpace).map((above) => {
    return { space: structureRoom(above, "space"), child: spec.room, order, reason: reason("parent-is", { structure: above }) };
  });
}

/** Only spaces that campus manages are taken off; a room that people listed themselves stays. */
function strayChildren(world: World, wanted: ReadonlySet<string>): Change[] {
  const byId = new Map<RoomId, RoomKey>([...world.ledger.rooms.values()].map((room) => [room.roomId, room.key]));
  const changes: Change[] = [];
  for (const [space, observed] of world.observed.rooms) {
    if (templateOf(space) !== "space" || world.takeovers.adopted.has(space)) continue;
    for (const [childId, before] of observed.children) {
      const child = byId.get(childId);
      if (child === undefined || wanted.has(`${space} ${child}`) || isVanished(world, child) || isVanished(world, space)) continue;
      const why = reason("parent-is-not", { structure: structureOf(space) ?? "" });
      changes.push({ kind: "child.remove", key: changeKey(`child.remove:${space}:${child}`), space, childId, child, before, reason: why });
    }
  }
  return changes;
}

/** A structure that vanished from the source keeps its place until somebody decides. */
function isVanished({ directory }: World, room: RoomKey): boolean {
  const structure = structureOf(room);
  return structure !== null && !directory.structures.has(structure);
}

/** A structure that shrinks, even to nobody or out of the source, keeps its space; a human closes it (docs/RULES.md §4). */
function reportShrunk(world: World, rooms: DesiredRooms, problems: Problem[]): void {
  for (const structure of openSpaces(world)) {
    const space = rooms.get(structureRoom(structure, "space"));
    if (space?.closed === true) continue;
    const wanted = space !== undefined;
    const size = wanted ? (world.sizes.get(structure) ?? 0) : 0;
    if (!wanted || size < world.policy.structures.minimumSize) problems.push(problem("structure-shrunk", structure, { size }));
  }
}

/** Structures other than the establishment whose space the ledger has, open. */
function openSpaces({ ledger, tree }: World): StructureKey[] {
  const spaces = [...ledger.rooms.values()].filter(({ key, closedSince }) => closedSince === null && templateOf(key) === "space");
  return spaces.flatMap(({ key }) => structureOf(key) ?? []).filter((structure) => structure !== tree.establishment);
}

/** Same source id under a new code: room keys follow, rooms and aliases stay (docs/RULES.md §1). */
export function findRekeys(world: Pick<World, "directory" | "ledger">): readonly { readonly before: RoomKey; readonly after: RoomKey }[] {
  const bySource = new Map<string, StructureKey>();
  for (const structure of world.directory.structures.values()) if (structure.sourceId) bySource.set(structure.sourceId, structure.key);
  const rekeys: { before: RoomKey; after: RoomKey }[] = [];
  for (const room of sortedRooms(world.ledger)) {
    const now = room.sourceId === null ? undefined : bySource.get(room.sourceId);
    const before = structureOf(room.key);
    if (now === undefined || before === null || now === before || world.directory.structures.has(before)) continue;
    const after = structureRoom(now, templateOf(room.key));
    if (!world.ledger.rooms.has(after)) rekeys.push({ before: room.key, after });
  }
  return rekeys;
}

function sortedRooms(ledger: Ledger) {
  return [...ledger.rooms.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
