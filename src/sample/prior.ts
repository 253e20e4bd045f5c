/** The day before day 0: the disabled people were still active, the closed structures still open. Living through both days gives the steady state. */
import { todayOf } from "./calendar.ts";
import type { SampleFunction, SamplePerson, SampleStructure, University } from "./model.ts";
import { at } from "./random.ts";
import { isClosed } from "./structures.ts";

/** Members that a structure now closed had, and how many of those structures had heads enough for an Encadrement. */
const formerMembers = 4;
const hadEncadrement = (index: number): boolean => index % 4 !== 3;

/**
 * The university of day −1, for a day-0 one: syncing it, then `university`, leaves a server with every account,
 * the disabled ones locked, and every closed structure's rooms closed.
 */
export function priorUniversity(university: University): University {
  const closed = university.structures.filter((one) => isClosed(one, university.today));
  const newcomers = new Set(university.cases["login-reused"]?.slice(1));
  const former = university.people.filter((one) => one.state === "disabled");
  const places = new Map(former.map((person, index) => [person.id, closed[Math.floor(index / formerMembers)]] as const));
  const ranks = new Map(former.map((person, index) => [person.id, index] as const));
  return {
    ...university,
    day: university.day - 1,
    today: todayOf(university.day - 1),
    structures: university.structures.map((one) => (closed.includes(one) ? reopened(one) : one)),
    people: university.people
      .filter((one) => !newcomers.has(one.id))
      .map((one) => (one.state === "disabled" ? revived(one, places.get(one.id), ranks.get(one.id) ?? 0) : kept(one))),
  };
}

function reopened(structure: SampleStructure): SampleStructure {
  return { ...structure, closes: null, successor: null };
}

/** Nobody was leaving yet. */
function kept(person: SamplePerson): SamplePerson {
  return person.state === "leaving" || isEnded(person) ? { ...person, state: "active", from: null, until: null } : person;
}

function isEnded(person: SamplePerson): boolean {
  return person.state === "active" && person.until !== null && person.until < todayOf(0);
}

/** The first ones were in the structures that closed, two of each four at their head; the others in none. */
function revived(person: SamplePerson, place: SampleStructure | undefined, rank: number): SamplePerson {
  const alive: SamplePerson = { ...person, state: "active", from: null, until: null, filing: "people", assignments: [], functions: [] };
  if (place === undefined) return alive;
  const assignments = [{ structure: place.code, kind: "AFFECTATION" as const, principal: true, from: null, until: null }];
  const index = Math.floor(rank / formerMembers);
  const codes = ["D30", "J10"];
  const holds = rank % formerMembers < codes.length && hadEncadrement(index);
  const held: SampleFunction[] = holds
    ? [{ structure: place.code, code: at(codes, rank % formerMembers), label: "Direction", from: "2020-09-01", until: null }]
    : [];
  return { ...alive, group: "biatss", assignments, functions: held };
}

/** Rooms of a closed structure besides its space: Annonces and Général, and Encadrement for three structures of four. */
export function closedRoomsOf(closedStructures: number): number {
  let rooms = 0;
  for (let index = 0; index < closedStructures; index += 1) rooms += hadEncadrement(index) ? 3 : 2;
  return rooms;
}
