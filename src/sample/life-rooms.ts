/** What becomes of rooms and of who is in them from day to day, for counting (docs/RULES.md §4 to §6). */
import { addDays, monthOf, parseDay } from "#core/day.ts";
import type { Day } from "#core/ids.ts";
import { type SourceKind, type Stand, type Standing, standUp } from "./count.ts";
import type { LifeAccount } from "./life-accounts.ts";
import type { SamplePerson, SampleStructure, University } from "./model.ts";
import { isClosed } from "./structures.ts";

type Template = "space" | "general" | "annonces" | "encadrement" | "rule";

export interface LifeRoom {
  /** The source's own id: codes change. Null for the room of everybody. */
  readonly structure: string | null;
  readonly template: Template;
  closed: boolean;
  /** By person. */
  readonly seats: Map<string, LifeSeat>;
}

interface LifeSeat {
  level: number;
  /** First day on which nothing gave it any more. */
  lost: Day | null;
}

interface Today {
  readonly university: University;
  readonly stand: Stand;
  readonly accounts: ReadonlyMap<string, LifeAccount>;
}

export function liveRooms(
  rooms: Map<string, LifeRoom>,
  accounts: ReadonlyMap<string, LifeAccount>,
  { university, kind }: { readonly university: University; readonly kind: SourceKind },
): void {
  const stand = standUp(university, kind, (person) => isAlive(accounts.get(person.id)));
  const today: Today = { university, stand, accounts };
  for (const structure of university.structures) found(rooms, structure, today);
  const entitled = entitlements(rooms, today);
  for (const room of rooms.values()) seat(room, entitled.get(room) ?? new Map(), today);
}

function isAlive(account: LifeAccount | undefined): boolean {
  return account !== undefined && account.state !== "locked";
}

const keyOf = (structure: string, template: Template): string => `${structure}/${template}`;

/** Sizes count when a room is made; what was made is open or closed as its structure is. */
function found(rooms: Map<string, LifeRoom>, { id, code, ...structure }: SampleStructure, { university, stand }: Today): void {
  for (const template of ["space", "annonces", "general", "encadrement"] as const) {
    const known = rooms.get(keyOf(id, template));
    if (known !== undefined) known.closed = isClosed({ id, code, ...structure }, university.today);
    else if (stand.places.open.has(code) && deserves(rooms, { id, code }, template, stand)) open(rooms, id, template);
  }
  if (code === "UNIV" && !rooms.has("everybody"))
    rooms.set("everybody", { structure: null, template: "rule", closed: false, seats: new Map() });
}

function open(rooms: Map<string, LifeRoom>, structure: string, template: Template): void {
  rooms.set(keyOf(structure, template), { structure, template, closed: false, seats: new Map() });
}

function deserves(
  rooms: ReadonlyMap<string, LifeRoom>,
  { id, code }: { readonly id: string; readonly code: string },
  template: Template,
  { members, heads }: Stand,
): boolean {
  if (code === "UNIV") return template === "space" || template === "annonces";
  const space = rooms.get(keyOf(id, "space"));
  const size = members.get(code) ?? 0;
  if (template === "space") return size >= 3;
  if (template === "encadrement") return space !== undefined && (heads.get(code) ?? 0) >= 2;
  return space !== undefined && (template === "annonces" || Math.max(size, space.seats.size) <= 300);
}

/** Room → person → level; closed rooms give nothing. */
function entitlements(rooms: ReadonlyMap<string, LifeRoom>, { university, stand }: Today): ReadonlyMap<LifeRoom, Map<string, number>> {
  const entitled = new Map<LifeRoom, Map<string, number>>([...rooms.values()].map((room) => [room, new Map()]));
  const idOf = new Map(university.structures.map(({ id, code }) => [code, id]));
  const give = (key: string, person: string, level: number): void => {
    const room = rooms.get(key);
    if (room !== undefined && !room.closed) entitled.get(room)?.set(person, level);
  };
  for (const [person, standing] of stand.standings) {
    if (!person.redList) give("everybody", person.id, 0);
    for (const [code, { all }] of everyPlace(person, standing))
      for (const [template, level] of seatsOf(person, code, all, stand)) give(keyOf(idOf.get(code) ?? "", template), person.id, level);
  }
  return entitled;
}

/** Space and Annonces; Général when everything is open; Encadrement for heads, who have a level in the first three. */
function seatsOf({ id }: SamplePerson, code: string, all: boolean, { holders }: Stand): readonly (readonly [Template, number])[] {
  const head = holders.heads.get(id)?.includes(code) === true;
  const writes = head || holders.managers.get(id)?.includes(code) === true;
  const level = head ? 50 : 0;
  return [
    ["space", level],
    ["annonces", writes ? 50 : 0],
    ...(all ? ([["general", level]] as const) : []),
    ...(head ? ([["encadrement", 0]] as const) : []),
  ];
}

/** Everybody off the red list is in the establishment too. */
function everyPlace(person: SamplePerson, standing: Standing): Standing {
  return person.redList || standing.has("UNIV") ? standing : new Map([...standing, ["UNIV", { all: false }]]);
}

const lockedDays = 30;

function seat(room: LifeRoom, entitled: ReadonlyMap<string, number>, { university, stand, accounts }: Today): void {
  for (const [person, level] of entitled) room.seats.set(person, { level, lost: null });
  for (const [id, own] of [...room.seats]) {
    const account = accounts.get(id);
    if (account === undefined || entitled.has(id) || account.state === "leaving") continue;
    if (account.state === "locked") {
      if (addDays(account.since, lockedDays) <= university.today) room.seats.delete(id);
    } else if (!room.closed) lose(room, own, { id, university, stand });
  }
}

/** Kept for a while after the link is lost, except among heads; the level goes at once. */
function lose(
  room: LifeRoom,
  own: LifeSeat,
  { id, university, stand }: Pick<Today, "university" | "stand"> & { readonly id: string },
): void {
  const { today } = university;
  own.level = 0;
  own.lost = endOfLink(room, id, { university, stand }) ?? own.lost ?? today;
  const month = monthOf(own.lost);
  const grace = room.template === "encadrement" ? -1 : month >= 8 && month <= 10 ? 30 : 7;
  if (addDays(own.lost, grace) < today) room.seats.delete(id);
}

/** The last end day that the source still shows of an assignment that led there; null: it shows none. */
function endOfLink({ structure }: LifeRoom, id: string, { university, stand }: Pick<Today, "university" | "stand">): Day | null {
  const code = university.structures.find((one) => one.id === structure)?.code;
  const assignments = university.people.find((one) => one.id === id)?.assignments ?? [];
  const leads = (from: string) => code !== undefined && (from === code || stand.places.above.get(from)?.has(code) === true);
  const ends = assignments.filter((one) => leads(one.structure)).map((one) => parseDay(one.until));
  return ends.reduce((latest, end) => (end !== null && end < university.today && (latest === null || end > latest) ? end : latest), null);
}
