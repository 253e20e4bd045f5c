/** Functions of the sample: heads, deputies, administrative heads, secretaries, and every awkward way to hold one. */
import type { Cases, SampleFunction, SamplePerson, SampleStructure } from "./model.ts";
import { at } from "./random.ts";
import { isClosed } from "./structures.ts";

const labels: Readonly<Record<string, string>> = {
  P00: "Présidente ou président",
  P10: "Vice-présidente ou vice-président",
  P50: "Directrice générale ou directeur général des services",
  D30: "Directrice ou directeur",
  F10: "Cheffe ou chef de service",
  J10: "Adjointe ou adjoint",
  R00: "Responsable",
  R40: "Responsable administrative ou administratif",
  T57: "Secrétaire",
  S12: "Représentante ou représentant du personnel",
  "{UAI:0751717J:HARPEGE.FCSTR}529": "Chargée ou chargé de mission",
};

export function holdFunction(person: SamplePerson, structure: string, code: string, span: Partial<SampleFunction> = {}): void {
  person.functions.push({ structure, code, label: labels[code] ?? code, from: "2024-09-01", until: null, ...span });
}

const headed: ReadonlySet<string> = new Set(["COMP", "SREC", "DEPT", "ED", "ANTN"]);

function codesFor(structure: SampleStructure): readonly string[] {
  if (structure.type === "ETAB") return ["P00", "P10", "P50"];
  return [headed.has(structure.type) ? "D30" : "F10", "J10", "R40"];
}

/** Up to three heads for every open structure, taken among its direct members; a secretary in the larger ones. */
export function fillFunctions(people: readonly SamplePerson[], structures: readonly SampleStructure[], cases: Cases): void {
  const members = indexMembers(people);
  for (const structure of structures) if (!isClosed(structure)) fillStructure(structure, members.get(structure.code) ?? [], cases);
}

function fillStructure(structure: SampleStructure, candidates: readonly SamplePerson[], cases: Cases): void {
  const heads = candidates.length < 3 ? 0 : candidates.length < 6 ? 1 : 3;
  if (heads === 0) addCase(cases, "vacant-function", structure.code);
  const codes = codesFor(structure);
  for (let i = 0; i < heads; i += 1) holdFunction(at(candidates, i), structure.code, at(codes, i));
  if (candidates.length > 8) holdFunction(at(candidates, 4), structure.code, "T57");
}

function indexMembers(people: readonly SamplePerson[]): ReadonlyMap<string, SamplePerson[]> {
  const members = new Map<string, SamplePerson[]>();
  for (const person of people) {
    if (person.group === "vacataire" || person.group === "emerite") continue;
    for (const { structure } of person.assignments) {
      const list = members.get(structure);
      if (list) list.push(person);
      else members.set(structure, [person]);
    }
  }
  return members;
}

/** Functions that a careless reader gets wrong; those without an assignment stay out of the structures of `exact` size. */
export function addAwkwardFunctions(people: readonly SamplePerson[], exact: ReadonlyMap<string, number>, cases: Cases): void {
  const plain = people.filter(
    (one) => one.functions.length === 0 && one.assignments.length > 0 && one.group !== "vacataire" && !one.redList,
  );
  const heads = people.filter((one) =>
    one.functions.some((held) => (held.code === "D30" || held.code === "F10") && !exact.has(held.structure)),
  );
  const take = picker(plain, cases);
  take("function-expired-long-ago", (one, own) => holdFunction(one, own, "J20", { until: "2025-12-31" }));
  take("function-expired-without-successor", (one, own) => holdFunction(one, own, "R00", { until: "2026-08-10" }));
  take("function-to-come", (one, own) => holdFunction(one, own, "J30", { from: "2026-10-01" }));
  take("function-unmapped", (one, own) => holdFunction(one, own, "S12"));
  take("function-unmapped", (one, own) => holdFunction(one, own, "{UAI:0751717J:HARPEGE.FCSTR}529"));
  const head = heads[0];
  const post = head?.functions[0];
  if (post !== undefined) {
    take("function-expired-with-successor", (one) => holdFunction(one, post.structure, post.code, { until: "2026-07-31" }));
    take("function-without-assignment", (one) => holdFunction(one, "HS_U11", "J40"));
  }
  spreadFunctions(people, heads, cases);
  const interim = heads[1]?.functions[0];
  if (interim !== undefined) {
    take("function-interim-overlap", (one) =>
      holdFunction(one, interim.structure, interim.code, { from: "2026-07-01", until: "2026-12-31" }),
    );
  }
}

/** Somebody bears functions in two structures: as it happens, or a head who is made a deputy elsewhere. */
function spreadFunctions(people: readonly SamplePerson[], heads: readonly SamplePerson[], cases: Cases): void {
  const several = people.filter((one) => new Set(one.functions.map((held) => held.structure)).size > 1);
  for (const person of several) addCase(cases, "functions-in-two-structures", person.id);
  const head = heads.find((one) => one.assignments.some((link) => link.kind !== "ETUDE" && link.structure !== one.functions[0]?.structure));
  const second = head?.assignments.find((link) => link.kind !== "ETUDE" && link.structure !== head.functions[0]?.structure);
  if (several.length > 0 || head === undefined || second === undefined) return;
  holdFunction(head, second.structure, "J10");
  addCase(cases, "functions-in-two-structures", head.id);
}

type Act = (person: SamplePerson, ownStructure: string) => void;

function picker(people: readonly SamplePerson[], cases: Cases): (name: string, act: Act) => void {
  let next = 0;
  return (name, act) => {
    const person = people[next];
    if (person === undefined) return;
    next += 1;
    act(person, at(person.assignments, 0).structure);
    addCase(cases, name, person.id);
  };
}

export function addCase(cases: Cases, name: string, id: string): void {
  const list = cases[name];
  if (list === undefined) cases[name] = [id];
  else if (!list.includes(id)) list.push(id);
}
