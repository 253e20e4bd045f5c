/** Spaces and rooms that people made by themselves, beside the connector: part of the steady state, never touched. */
import type { SamplePerson, University } from "./model.ts";
import { at, createRandom, type Random } from "./random.ts";
import type { SteadyState } from "./steady.ts";

export interface FreeRoom {
  readonly kind: "space" | "room" | "direct";
  /** null for direct chats. */
  readonly name: string | null;
  /** Logins; the first one made it. */
  readonly members: readonly string[];
}

const subjects = `
Covoiturage Chorale Randonnée Jardin Lecture Photographie Ciné-club Échecs Couture Cuisine Vélo Course Théâtre Club-café Bons-plans Astronomie
`
  .trim()
  .split(/\s+/);
const works = ["Projet", "Comité", "Atelier", "Groupe", "Séminaire"];

/** As many as the steady state counts: `unmanaged` spaces, `free` rooms, `direct` chats. */
export function freeRoomsOf(university: University, { spaces, rooms }: SteadyState): readonly FreeRoom[] {
  const random = createRandom(university.seed, 77_000);
  const people = university.people.filter((one) => university.counted.has(one.id) && one.state === "active" && one.login !== null);
  const made: FreeRoom[] = [];
  for (let i = 0; i < spaces.unmanaged; i += 1)
    made.push({ kind: "space", name: nameAt(i, random), members: draw(people, 5 + (i % 9), random) });
  for (let i = 0; i < rooms.free; i += 1) made.push({ kind: "room", name: nameAt(i, random), members: draw(people, 3 + (i % 12), random) });
  for (let i = 0; i < rooms.direct; i += 1) made.push({ kind: "direct", name: null, members: draw(people, 2, random) });
  return made;
}

function nameAt(index: number, random: Random): string {
  return `${random.pick(works)} ${at(subjects, index % subjects.length)}`;
}

function draw(people: readonly SamplePerson[], count: number, random: Random): readonly string[] {
  const logins = new Set<string>();
  while (logins.size < count) logins.add(random.pick(people).login ?? "");
  return [...logins];
}
