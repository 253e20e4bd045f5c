/** Which rooms that people made look like those campus would make: by name and people, or by alias (docs/RULES.md §9). */
import { type DesiredRoom, desireRooms } from "./desire-rooms.ts";
import { diffMembers } from "./diff-members.ts";
import { type RoomId, type RoomKey, structureOf, type UserId } from "./ids.ts";
import type { FoundRoom, ListedRoom } from "./observed.ts";
import type { Problem } from "./problem.ts";
import { obstacleOf } from "./room-obstacle.ts";
import { compareText, fold } from "./text.ts";
import type { World } from "./world.ts";

/** A room that the plan would make. */
export interface FreePlace {
  readonly place: RoomKey;
  /** The policy's name for it. */
  readonly name: string;
  readonly alias: string;
  readonly isSpace: boolean;
  /** Names by which people may have called it, folded. */
  readonly names: ReadonlySet<string>;
  /** Accounts of the server whose people should be in it. */
  readonly expected: ReadonlySet<UserId>;
}

/** Accents, case and punctuation apart. */
export function foldRoomName(name: string): string {
  return fold(name)
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** Places that no room has, and for which nothing is decided. In the order of the plan. */
export function freePlaces(world: World): readonly FreePlace[] {
  const rooms = desireRooms(world);
  const cases = diffMembers(world, rooms).rooms;
  const decided = new Set([...world.decisions.roomAdoptions.values()].map(({ room }) => room));
  const free = [...rooms.values()].filter(({ spec, closed }) => !closed && !world.ledger.rooms.has(spec.room) && !decided.has(spec.room));
  return free.map((desired) => {
    const { room: place, name, alias, template } = desired.spec;
    const wanted = cases.get(place)?.wanted ?? [];
    const expected = new Set(wanted.filter((user) => world.observed.accounts.get(user)?.deactivated === false));
    return { place, name, alias, isSpace: template === "space", names: namesOf(world, desired), expected };
  });
}

/** A structure's space, and the room of everybody in it, are often called by its label or acronym alone. */
function namesOf({ directory }: World, { spec, structure: key }: DesiredRoom): ReadonlySet<string> {
  const structure = key === null ? undefined : directory.structures.get(key);
  const isBare = spec.template === "space" || spec.template === "general";
  const bare = structure === undefined || !isBare ? [] : [structure.label, structure.label.replace(/\s*\([^)]*\)$/, ""), structure.acronym];
  const names = [spec.name, ...bare].map((name) => foldRoomName(name ?? ""));
  return new Set(names.filter((name) => name !== ""));
}

export interface Candidate {
  readonly free: FreePlace;
  readonly room: ListedRoom;
  readonly same: { readonly name: boolean; readonly alias: boolean };
}

/** Unmanaged rooms of the right kind that share the name or the alias of a place. */
export function candidatesAmong(places: readonly FreePlace[], rooms: readonly ListedRoom[]): readonly Candidate[] {
  const byAlias = Map.groupBy(places, ({ alias }) => alias);
  const byName = new Map<string, FreePlace[]>();
  for (const free of places) for (const name of free.names) byName.set(name, [...(byName.get(name) ?? []), free]);
  return rooms.flatMap((room) => {
    const named = byName.get(foldRoomName(room.name)) ?? [];
    const aliased = room.alias === null ? [] : (byAlias.get(room.alias) ?? []);
    const alike = [...new Set([...named, ...aliased])].filter(({ isSpace }) => isSpace === room.isSpace);
    return alike.map((free) => ({ free, room, same: { name: named.includes(free), alias: aliased.includes(free) } }));
  });
}

export interface RoomProposal {
  readonly place: RoomKey;
  readonly structure: string | null;
  /** The policy's name for the place, and the room's own. */
  readonly wanted: string;
  readonly roomId: RoomId;
  readonly name: string;
  readonly alias: string | null;
  readonly same: Candidate["same"];
  /** People in it; those who should be and have an account; those of them who are. */
  readonly members: number;
  readonly expected: number;
  readonly common: number;
  /** `common` of `expected`, from 0 to 1; null where nobody is expected. */
  readonly score: number | null;
  /** Why it can't be adopted as it is. */
  readonly obstacle: Problem | null;
  /** Another room looks like this place too, or this room like another place. */
  readonly ambiguous: boolean;
}

/** Of those who should be in, at least so many are: fewer is a room that merely has the same name. */
const enough = 0.6;

/** By place, the best score first. */
export function proposalsFor(candidates: readonly Candidate[], found: ReadonlyMap<RoomId, FoundRoom>): readonly RoomProposal[] {
  const scored = candidates.map((one) => scoreOf(one, found.get(one.room.roomId)));
  const good = scored.filter(({ same, score }) => same.alias || (score !== null && score >= enough));
  const places = Map.groupBy(good, ({ place }) => place);
  const rooms = Map.groupBy(good, ({ roomId }) => roomId);
  const isAmbiguous = ({ place, roomId }: RoomProposal) => (places.get(place)?.length ?? 0) > 1 || (rooms.get(roomId)?.length ?? 0) > 1;
  return good
    .map((one) => ({ ...one, ambiguous: isAmbiguous(one) }))
    .sort((a, b) => compareText(a.place, b.place) || (b.score ?? 0) - (a.score ?? 0) || compareText(a.roomId, b.roomId));
}

function scoreOf({ free, room, same }: Candidate, found: FoundRoom | undefined): RoomProposal {
  const { place, name: wanted, expected, isSpace } = free;
  const { roomId, name, alias } = room;
  const members = found?.room.members ?? new Set<UserId>();
  const common = members.intersection(expected).size;
  const score = expected.size === 0 ? null : Math.round((common / expected.size) * 100) / 100;
  const counts = { members: members.size, expected: expected.size, common, score };
  const obstacle = obstacleOf(found, { place, roomId, isSpace });
  return { place, structure: structureOf(place), wanted, roomId, name, alias, same, ...counts, obstacle, ambiguous: false };
}
