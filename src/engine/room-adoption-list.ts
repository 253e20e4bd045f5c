/** Rooms that people made on a server that campus joins: proposals to review, and what a reviewed file means (docs/RULES.md §9). */
import { type Decision, subjectOf } from "#core/decision.ts";
import type { Decided } from "#core/decisions.ts";
import { AppError } from "#core/errors.ts";
import { type RoomAlias, type RoomId, type RoomKey, roomId, ruleRoom, structureRoom } from "#core/ids.ts";
import type { ListedRoom } from "#core/observed.ts";
import type { PlanInput } from "#core/plan.ts";
import type { Problem } from "#core/problem.ts";
import { obstacleOf } from "#core/room-obstacle.ts";
import { placeOf } from "#core/room-place.ts";
import { candidatesAmong, freePlaces, proposalsFor, type RoomProposal } from "#core/room-proposals.ts";
import { buildWorld, type World } from "#core/world.ts";
import { checkRoomAdoption } from "./check-room-adoption.ts";
import { findRoom, findStructure } from "./find.ts";
import type { HomeserverReader } from "./ports.ts";

export interface AdoptableRooms {
  readonly proposals: readonly RoomProposal[];
  /** Named rooms and spaces that look like nothing campus would make. */
  readonly others: readonly ListedRoom[];
  /** Rooms without a name: conversations of a few, mostly. */
  readonly unnamed: number;
}

/** A request per thousand rooms, and one for each room that shares a name or an alias with a place. */
export async function listAdoptableRooms(reader: HomeserverReader, input: PlanInput): Promise<AdoptableRooms> {
  const world = buildWorld(input);
  const managed = new Set([...input.ledger.rooms.values()].map(({ roomId: id }) => id));
  const rooms = (await reader.everyRoom()).filter((room) => !managed.has(room.roomId));
  const candidates = candidatesAmong(freePlaces(world), rooms);
  const found = await reader.found([...new Set(candidates.map(({ room }) => room.roomId))]);
  const proposals = proposalsFor(candidates, found);
  const proposed = new Set(proposals.map((one) => one.roomId));
  const rest = rooms.filter((room) => !proposed.has(room.roomId));
  const others = rest.filter(({ name }) => name !== "");
  return { proposals, others, unnamed: rest.length - others.length };
}

/** As it was typed: a room by id or alias; a structure by code or acronym, empty for a rule; a template, or `rule:KEY`. */
export interface RoomWish {
  readonly line: number | null;
  readonly room: string;
  readonly structure: string;
  readonly template: string;
}

/** Lines `room;structure;template`, further columns and a heading left out; `wrong` numbers those that say less. */
export function parseRoomWishes(text: string): { readonly wishes: readonly RoomWish[]; readonly wrong: readonly number[] } {
  const wishes: RoomWish[] = [];
  const wrong: number[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const [room = "", structure = "", template = ""] = raw.split(";").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
    if (raw.trim() === "" || (index === 0 && room === "room")) continue;
    if (room === "" || (structure === "" && !template.startsWith("rule:"))) wrong.push(index + 1);
    else wishes.push({ line: index + 1, room, structure, template });
  }
  return { wishes, wrong };
}

export interface Refused {
  readonly line: number | null;
  readonly why: AppError | Problem;
}

export interface MeantRooms {
  readonly decisions: readonly Decision[];
  readonly refused: readonly Refused[];
}

/** The decisions that were meant, each room looked at; what can't be is told for each. Author, reason and days are given by whoever takes them. */
export async function roomsMeant(reader: HomeserverReader, input: PlanInput, wishes: readonly RoomWish[]): Promise<MeantRooms> {
  const world = buildWorld(input);
  const ids = new Map<string, RoomId | null>();
  for (const { room } of wishes) if (!ids.has(room)) ids.set(room, await idOf(reader, room));
  const found = await reader.found([...ids.values()].filter((id) => id !== null));
  const decisions: Decision[] = [];
  const refused: Refused[] = [];
  for (const wish of wishes) {
    const made: Decided = { by: "", reason: "", since: input.today, until: null };
    const why = refusalOf(() => {
      const room = placeMeant(input, wish);
      const id = ids.get(wish.room) ?? null;
      const place = placeOf(world, world.tree, room);
      const value = { room, roomId: id ?? (wish.room as RoomId), verdict: "adopt", ...made } as const;
      checkRoomAdoption(withDecisions(world, decisions), value);
      const looked = id === null ? undefined : found.get(id);
      const obstacle = obstacleOf(looked, { place: room, roomId: wish.room, isSpace: place?.isSpace === true });
      if (obstacle === null) decisions.push({ kind: "room-adoption", value });
      return obstacle;
    });
    if (why !== null) refused.push({ line: wish.line, why });
  }
  return { decisions, refused };
}

async function idOf(reader: HomeserverReader, text: string): Promise<RoomId | null> {
  if (text.startsWith("#")) return reader.roomUnder(text as RoomAlias);
  return text.startsWith("!") ? roomId(text) : null;
}

function refusalOf(work: () => Problem | null): AppError | Problem | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** Each line is checked with those before it. */
function withDecisions(world: World, decisions: readonly Decision[]): World {
  const taken = decisions.flatMap((one) => (one.kind === "room-adoption" ? [[one.value.roomId, one.value] as const] : []));
  return { ...world, decisions: { ...world.decisions, roomAdoptions: new Map([...world.decisions.roomAdoptions, ...taken]) } };
}

function placeMeant(input: PlanInput, { structure, template }: RoomWish): RoomKey {
  if (template.startsWith("rule:")) return ruleRoom(template.slice("rule:".length));
  const key = findStructure(input, structure);
  if (key === null) throw new AppError("decision.unknown-structure", { structure });
  return structureRoom(key, template === "" ? "space" : template);
}

/** The adoption to take back: a room by id, alias, name or place. Throws `decision.room-not-adopted`. */
export function releaseMeant(input: PlanInput, text: string): Decision {
  const { ledger, decisions, today } = input;
  const key = findRoom(input, text);
  const row = [...ledger.rooms.values()].find((one) => one.key === key || one.roomId === text);
  const pending = [...decisions.roomAdoptions.values()].find((one) => one.roomId === text || one.room === key);
  const which = row === undefined ? pending : { room: row.key, roomId: row.roomId };
  if (which === undefined) throw new AppError("decision.room-not-adopted", { roomId: text });
  const { room, roomId: id } = which;
  const value = { room, roomId: id, verdict: "release", by: "", reason: "", since: today, until: null } as const;
  return { kind: "room-adoption", value };
}

/** Decisions in one act are about different rooms. */
export function repeatedRooms(decisions: readonly Decision[]): readonly string[] {
  const subjects = decisions.map(subjectOf);
  return [...new Set(subjects.filter((one, index) => subjects.indexOf(one) !== index))];
}
