/** What the first sync of a virgin server must give, counted from the university itself: never by calling the plan it is compared with. */
import { addDays, monthOf, parseDay } from "#core/day.ts";
import type { Day } from "#core/ids.ts";
import { type Holders, holdersOf } from "./count-functions.ts";
import { countPlaces, type Places } from "./count-structures.ts";
import { groupFacts } from "./groups.ts";
import type { SamplePerson, University } from "./model.ts";
import { shownAssignments } from "./supann.ts";

/** How the source tells it: LDAP has no dates and no kinds of assignment (docs/RULES.md §2). */
export type SourceKind = "csv" | "ldap";

export interface Totals {
  readonly accounts: number;
  readonly spaces: number;
  /** Rooms that are not spaces. */
  readonly rooms: number;
  readonly annonces: number;
  readonly general: number;
  readonly encadrement: number;
  /** Joins, spaces included. */
  readonly memberships: number;
  /** Members whose level is above 0, counted per room. */
  readonly levels: number;
  /** Space members per structure code, structures without a space included. */
  readonly members: Readonly<Record<string, number>>;
}

interface Link {
  readonly structure: string;
  readonly teaching: boolean;
  /** Its end day is past: only a delay keeps it. */
  readonly over: boolean;
}

/** Where one person stands: structure → does the place open Général too? */
export type Standing = ReadonlyMap<string, { readonly all: boolean }>;

export function countFirstSync(university: University, kind: SourceKind, living: (person: SamplePerson) => boolean): Totals {
  const { places, holders, standings, members, heads } = standUp(university, kind, living);
  const rooms = roomsOf(university, places, members, heads);
  return { accounts: standings.length, ...rooms.totals, ...countSeats(standings, rooms, holders), members: shown(members, standings) };
}

/** Where everybody with a living account stands on one day. */
export interface Stand {
  readonly places: Places;
  readonly holders: Holders;
  readonly standings: Standings;
  /** People per structure code, inherited ones included, and those at its head. */
  readonly members: ReadonlyMap<string, number>;
  readonly heads: ReadonlyMap<string, number>;
}

export function standUp(university: University, kind: SourceKind, living: (person: SamplePerson) => boolean): Stand {
  const places = countPlaces(university);
  const holders = holdersOf(university, kind, places);
  const people = university.people.filter(living);
  const standings = people.map((person) => [person, standingOf(person, { university, kind, places, heads: holders.heads })] as const);
  const members = new Map<string, number>();
  const heads = new Map<string, number>();
  for (const [person, standing] of standings) {
    for (const code of standing.keys()) raise(members, code);
    for (const code of holders.heads.get(person.id) ?? []) raise(heads, code);
  }
  return { places, holders, standings, members, heads };
}

function shown(members: ReadonlyMap<string, number>, standings: Standings): Record<string, number> {
  const all = standings.filter(([person, standing]) => !person.redList || standing.has("UNIV")).length;
  return { ...Object.fromEntries([...members].sort(([a], [b]) => (a < b ? -1 : 1))), UNIV: all };
}

function raise(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

export type Standings = readonly (readonly [SamplePerson, Standing])[];

interface View {
  readonly university: University;
  readonly kind: SourceKind;
  readonly places: Places;
  readonly heads: ReadonlyMap<string, readonly string[]>;
}

/** Structures a person is in: own ones, those above, those where a head's function is held. */
function standingOf(person: SamplePerson, view: View): Standing {
  const standing = new Map<string, { all: boolean }>();
  const enter = (code: string, all: boolean): void => {
    standing.set(code, { all: all || standing.get(code)?.all === true });
  };
  const casual = view.kind === "csv" && person.group === "vacataire";
  // Everybody is in the establishment: an assignment to it gives nothing more.
  const all = linksOf(person, view).filter((one) => one.structure !== "UNIV");
  const links = all.filter((one) => view.places.open.has(one.structure));
  for (const { structure, teaching } of links.length > 0 ? links : succeeded(all, view.places)) {
    enter(structure, !teaching);
    const heirs = teaching || casual || person.redList ? [] : (view.places.above.get(structure) ?? []);
    for (const above of heirs) enter(above, true);
  }
  for (const structure of view.heads.get(person.id) ?? []) enter(structure, true);
  return standing;
}

/** Whoever is linked to closed structures only belongs to those that took them over (docs/RULES.md §4); no delay is carried over. */
function succeeded(links: readonly Link[], { successors }: Places): readonly Link[] {
  return links.flatMap((link) => {
    const structure = link.over ? undefined : successors.get(link.structure);
    return structure === undefined || structure === "UNIV" ? [] : [{ ...link, structure }];
  });
}

function linksOf(person: SamplePerson, { university, kind }: View): readonly Link[] {
  const { today } = university;
  if (kind === "ldap") return shownAssignments(person, today, false).map(({ structure }) => ({ structure, teaching: false, over: false }));
  return person.assignments
    .filter((one) => one.kind !== "ETUDE" && isLinked(parseDay(one.from), parseDay(one.until), today))
    .map(({ structure, kind, until }) => ({ structure, teaching: kind === "ENSEIGNEMENT", over: isPast(parseDay(until), today) }));
}

function isPast(until: Day | null, today: Day): boolean {
  return until !== null && until < today;
}

/** Valid today, or ended less than 7 days ago, 30 when it ended from August to October (docs/RULES.md §6). */
function isLinked(from: Day | null, until: Day | null, today: Day): boolean {
  if (from !== null && from > today) return false;
  if (until === null || !isPast(until, today)) return true;
  const month = monthOf(until);
  return addDays(until, month >= 8 && month <= 10 ? 30 : 7) >= today;
}

interface Rooms {
  readonly spaces: ReadonlySet<string>;
  readonly general: ReadonlySet<string>;
  readonly encadrement: ReadonlySet<string>;
  readonly totals: Pick<Totals, "spaces" | "rooms" | "annonces" | "general" | "encadrement">;
}

/** "État du SI", for everybody off the red list (docs/RULES.md §4). */
const acrossStructures = 1;

/** A space from 3 members, Général up to 300, Encadrement from 2 heads; space and Annonces for the establishment (docs/RULES.md §4). */
function roomsOf(university: University, places: Places, members: ReadonlyMap<string, number>, heads: ReadonlyMap<string, number>): Rooms {
  const own = university.structures.map((one) => one.code).filter((code) => places.open.has(code) && code !== "UNIV");
  const spaces = own.filter((code) => (members.get(code) ?? 0) >= 3);
  const general = spaces.filter((code) => (members.get(code) ?? 0) <= 300);
  const encadrement = spaces.filter((code) => (heads.get(code) ?? 0) >= 2);
  const annonces = spaces.length + 1;
  const totals = { spaces: annonces, annonces, general: general.length, encadrement: encadrement.length };
  return {
    spaces: new Set([...spaces, "UNIV"]),
    general: new Set(general),
    encadrement: new Set(encadrement),
    totals: { ...totals, rooms: annonces + general.length + encadrement.length + acrossStructures },
  };
}

type Seats = Pick<Totals, "memberships" | "levels">;

function countSeats(standings: Standings, rooms: Rooms, holders: Holders): Seats {
  let memberships = 0;
  let levels = 0;
  for (const [person, standing] of standings) {
    if (!person.redList) memberships += standing.has("UNIV") ? acrossStructures : 2 + acrossStructures;
    const heads = holders.heads.get(person.id) ?? [];
    const managers = holders.managers.get(person.id) ?? [];
    for (const [code, { all }] of standing) {
      const seats = seatsIn(rooms, code, all, heads.includes(code));
      memberships += seats.memberships;
      levels += seats.levels;
    }
    // Everybody off the red list is in the establishment's announcements, its secretaries too.
    const isIn = (code: string) => standing.has(code) || (code === "UNIV" && !person.redList);
    levels += managers.filter((code) => rooms.spaces.has(code) && isIn(code) && !heads.includes(code)).length;
  }
  return { memberships, levels };
}

/** Space and Annonces, Général when everything is open, Encadrement for heads; heads have a level in the first three. */
function seatsIn(rooms: Rooms, code: string, all: boolean, head: boolean): Seats {
  if (!rooms.spaces.has(code)) return { memberships: 0, levels: 0 };
  const general = all && rooms.general.has(code) ? 1 : 0;
  const encadrement = head && rooms.encadrement.has(code) ? 1 : 0;
  return { memberships: 2 + general + encadrement, levels: head ? 2 + general : 0 };
}

/** Would this person have an account created on a virgin server today? */
export function isEligible(person: SamplePerson, today: Day, conflicts: ReadonlySet<string>): boolean {
  if (groupFacts[person.group].share === 0 || person.login === null || person.id.startsWith("~") || conflicts.has(person.id)) return false;
  if (person.state === "disabled" || person.state === "leaving") return false;
  if (person.state === "future") return person.from !== null && person.from <= today;
  return endOf(person, today) === null;
}

/** Last day of somebody whose account, or else whose last contract, is over; null while it goes on. */
export function endOf(person: SamplePerson, today: Day): Day | null {
  const own = parseDay(person.until);
  if (own !== null) return own < today ? own : null;
  const ends = person.assignments.filter((one) => one.kind !== "ETUDE").map((one) => parseDay(one.until) ?? today);
  const last = ends.reduce((latest, end) => (end > latest ? end : latest), ends[0] ?? today);
  return last < today ? last : null;
}
