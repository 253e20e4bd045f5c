/** Deals structures to people so that each structure gets exactly the direct members it should have. */
import { groupFacts, kindOf } from "./groups.ts";
import type { SampleAssignment, SamplePerson, SampleStructure } from "./model.ts";
import { at, type Random, shuffle } from "./random.ts";
import type { Structures } from "./structures.ts";

/** Valid assignments of one person: 0 (2 %), 1 (70 %), 2 (20 %), 3 to 5 (8 %). */
function drawCount(random: Random): number {
  const draw = random.next();
  if (draw < 0.02) return 0;
  if (draw < 0.72) return 1;
  if (draw < 0.92) return 2;
  return 3 + random.below(3);
}

/** Direct members per structure code; the sum is `seats`. */
export function shareSeats(structures: Structures, seats: number): Map<string, number> {
  const targets = new Map(structures.exact);
  const fixed = [...targets.values()].reduce((sum, one) => sum + one, 0);
  const weights = [...structures.weights];
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  let left = seats - fixed;
  for (const [code, weight] of weights) {
    const share = Math.max(3, Math.floor(((seats - fixed) * weight) / total));
    targets.set(code, share);
    left -= share;
  }
  const largest = [...weights].sort((a, b) => b[1] - a[1]);
  for (let i = 0; left !== 0; i += 1) {
    const [code] = at(largest, i % Math.max(1, Math.ceil(largest.length / 3)));
    const change = left > 0 ? 1 : -1;
    const next = (targets.get(code) ?? 0) + change;
    if (next < 3 && change < 0 && i > seats) throw new RangeError(`too few people for ${targets.size} structures`);
    if (next >= 3) {
      targets.set(code, next);
      left -= change;
    }
  }
  return targets;
}

const adminTypes: ReadonlySet<string> = new Set(["SCEN", "SCOM", "BIBL", "SSAD", "TL", "ETAB"]);

/** Gives every person valid, principal-first assignments; targets are met exactly. */
export function dealSeats(people: readonly SamplePerson[], structures: Structures, random: Random): void {
  // The last one is surely without any.
  const counts = people.map((_, index) => (index === people.length - 1 ? 0 : drawCount(random)));
  const targets = shareSeats(
    structures,
    counts.reduce((sum, one) => sum + one, 0),
  );
  const byCode = new Map(structures.own.map((one) => [one.code, one]));
  const admin: SampleStructure[] = [];
  const academic: SampleStructure[] = [];
  for (const [code, target] of targets) {
    const structure = byCode.get(code);
    if (structure === undefined) continue;
    const pool = adminTypes.has(structure.type) ? admin : academic;
    for (let i = 0; i < target; i += 1) pool.push(structure);
  }
  shuffle(admin, random);
  shuffle(academic, random);
  people.forEach((person, index) => {
    for (let wanted = counts[index] ?? 0; wanted > 0; wanted -= 1) {
      const [first, second] = groupFacts[person.group].academic ? [academic, admin] : [admin, academic];
      const structure = draw(first, person) ?? draw(second, person);
      if (structure !== null) assign(person, structure);
    }
  });
  placeLeftovers([...admin, ...academic], people, random);
}

/** Last seat of the pool that this person doesn't have yet, looking a little way down. */
function draw(pool: SampleStructure[], person: SamplePerson): SampleStructure | null {
  for (let i = pool.length - 1; i >= 0 && i > pool.length - 30; i -= 1) {
    const structure = at(pool, i);
    if (person.assignments.some((one) => one.structure === structure.code)) continue;
    pool[i] = at(pool, pool.length - 1);
    pool.pop();
    return structure;
  }
  return null;
}

function placeLeftovers(left: readonly SampleStructure[], people: readonly SamplePerson[], random: Random): void {
  for (const structure of left) {
    let person = random.pick(people);
    while (person.assignments.length === 0 || person.assignments.some((one) => one.structure === structure.code))
      person = random.pick(people);
    assign(person, structure);
  }
}

/** One assignment more, valid without dates; the first one is the principal. */
export function assign(person: SamplePerson, structure: SampleStructure, span: Partial<SampleAssignment> = {}): void {
  const principal = person.assignments.length === 0;
  person.assignments.push({
    structure: structure.code,
    kind: kindOf(person.group, structure.type, principal),
    principal,
    from: null,
    until: null,
    ...span,
  });
}
