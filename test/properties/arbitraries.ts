/** Random small universities, what becomes of them, and what people do on the server meanwhile. */
import fc from "fast-check";
import type { Person, Structure, University } from "../scenarios/scenario.ts";

const codes = ["A", "B", "C", "D", "E"] as const;
const days = ["2026-05-01", "2026-05-31", "2026-06-02", "2026-06-10", "2026-08-31", "2026-12-31"] as const;
const kinds = ["EMPLOI", "AFFECTATION", "RECHERCHE", "ENSEIGNEMENT", "ETUDE"] as const;

/** An absent field when the draw says so: the scenario's form knows no undefined. */
function sometimes<T>(arb: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arb, { nil: undefined, freq: 2 });
}

/** Absent but for one draw in so many: what would make most people wait or be in conflict. */
function rarely<T>(arb: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: arb });
}

function without<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

const structure: fc.Arbitrary<Structure> = fc
  .record({
    parents: sometimes(fc.subarray(["UNIV", ...codes, "NOWHERE"], { maxLength: 2 })),
    closes: sometimes(fc.constantFrom(...days)),
    opens: rarely(fc.constantFrom(...days), 9),
    type: fc.constantFrom("COMP", "COMP", "SREC", "FICT", "{SUPANN}E101"),
    label: fc.constantFrom("Pôle", "Département des Dunes", "Œuvre & Cie"),
  })
  .map((one) => without<object>(one) as Structure);

const assignment = fc
  .tuple(
    fc.constantFrom(...codes, "UNIV", "NOWHERE"),
    fc.constantFrom(...kinds),
    sometimes(fc.constantFrom(...days)),
    sometimes(fc.constantFrom(...days)),
  )
  .map(([code, kind, from, until]) => `${code} ${kind} ${from ?? ""}..${until ?? ""}`);

const held = fc
  .tuple(fc.constantFrom("D30", "J01", "T57", "SYND"), fc.constantFrom(...codes), sometimes(fc.constantFrom(...days)))
  .map(([code, at, until]) => `${code} ${at} ..${until ?? ""}`);

const person: fc.Arbitrary<Person> = fc
  .record({
    login: rarely(fc.constantFrom("zola", "1234", "Zola", "mal écrit"), 6),
    name: fc.constantFrom("Marie Martin", "Marie MARTIN", "Ng", "<script>", "Zoé d'Août"),
    mail: rarely(fc.constantFrom("partage@univ-demo.example"), 8),
    state: fc.constantFrom("active", "active", "active", "active", "future", "leaving", "disabled"),
    from: rarely(fc.constantFrom(...days), 4),
    until: rarely(fc.constantFrom(...days), 4),
    populations: fc.constantFrom(["administratif"], ["vacataire"], ["enseignant", "vacataire"], []),
    redList: rarely(fc.boolean(), 3),
    in: fc.array(assignment, { maxLength: 3 }),
    functions: fc.array(held, { maxLength: 2 }),
  })
  .map((one) => without<object>(one) as Person);

const ids = Array.from({ length: 14 }, (_, index) => String(index + 1));

export const university: fc.Arbitrary<University> = fc.record({
  structures: fc.dictionary(fc.constantFrom(...codes), structure).map((some) => ({ UNIV: { type: "ETAB" }, ...some })),
  people: fc.dictionary(fc.constantFrom(...ids), person, { minKeys: 3 }),
  // Second entries of people already there, as staff and student accounts are.
  entries: fc.array(
    fc.tuple(fc.constantFrom(...ids), person).map(([id, one]) => ({ id, ...one })),
    { maxLength: 3 },
  ),
});

/** A few entries change or vanish; the rest stays as it was, as from one day to the next. */
const evolution = fc.record({
  people: fc.dictionary(fc.constantFrom(...ids), fc.option(person, { nil: null, freq: 2 }), { maxKeys: 4 }),
  structures: fc.dictionary(fc.constantFrom(...codes), fc.option(structure, { nil: null, freq: 3 }), { maxKeys: 1 }),
});

/** The second university is read after the first was applied. */
export const history = fc.record({ before: university, change: evolution, days: fc.integer({ min: 1, max: 400 }) });

const acts = ["left", "left", "banned", "kicked", "stranger", "delete-room", "deactivate", "hide", 0, 50, 75, 100] as const;

/** Picks used to choose rooms that are deleted, and members that leave, are banned, are shut, or get a level (a number) by hand. */
export const mischief = fc.array(
  fc.record({
    room: fc.nat(),
    user: fc.nat(),
    act: fc.constantFrom(...acts),
  }),
  { maxLength: 6 },
);
export type Mischief = typeof mischief extends fc.Arbitrary<infer T> ? T : never;
