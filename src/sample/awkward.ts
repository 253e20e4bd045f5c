/** Awkward facts about eligible people: dates, red list, missing mail, second accounts, links that lead nowhere. */
import { edgeNames } from "./data/edge-names.ts";
import { type Draft, scaledCount } from "./draft.ts";
import { addCase } from "./functions.ts";
import { groupFacts } from "./groups.ts";
import type { Cases, SampleAssignment, SamplePerson } from "./model.ts";
import { at } from "./random.ts";

export function noteNames(people: readonly SamplePerson[], cases: Cases): void {
  edgeNames.forEach((edge, index) => {
    const person = people[index];
    if (person !== undefined) addCase(cases, edge.kind, person.id);
  });
}

/** Changes that leave the number of valid assignments of each structure as it was dealt. */
export function addAwkwardPeople(draft: Draft): void {
  giveContracts(draft);
  addRedList(draft);
  const { eligible } = draft;
  // Those with ordinary names first: one awkwardness at a time, where there are people enough.
  const plain = [...eligible.slice(edgeNames.length), ...eligible.slice(0, edgeNames.length)].filter((one) => one.functions.length === 0);
  const take = taker(plain, draft.cases);
  take("missing-mail", scaledCount(draft.size, 12), (one) => Object.assign(one, { mail: null }));
  take("leading-zero-id", 1, (one) => Object.assign(one, { id: `000${one.id}` }));
  take("numeric-login", 1, (one) => Object.assign(one, { login: `4${one.id.padStart(7, "0")}` }));
  take("without-status", 1, (one) => Object.assign(one, { filing: "people-without-status" }));
  take("assignment-to-come", scaledCount(draft.size, 80), (one) => link(one, "HS_U10", { from: "2026-10-01" }));
  take("assignment-in-closed-structure", 1, (one) => link(one, "HS_C22", {}));
  take("assignment-in-fictitious-structure", 1, (one) => link(one, "HS_F01", {}));
  take("assignment-in-external-structure", 1, (one) => link(one, "EXT_CNRS", {}));
  take("assignment-in-unknown-structure", 1, (one) => link(one, "HS_YYY", {}));
  take("assignment-ended", scaledCount(draft.size, 40), (one) => link(one, "HS_U10", { until: "2026-06-30" }));
  take("overlapping-assignments", 1, twice);
  take("sentinel-dates", scaledCount(draft.size, 20), (one) => redate(one, "1900-01-01", "9999-12-31"));
  take("leap-day", 1, (one) => redate(one, "2024-02-29", null));
  take("month-in-the-minutes", scaledCount(draft.size, 10), (one) => redate(one, "2023-09-01 00:09:00", "2027-08-31 00:08:00"));
  take("french-dates", 1, (one) => redate(one, "01/09/2023", "31/08/2027"));
  noteUnlinked(draft);
}

type Act = (person: SamplePerson) => unknown;

function taker(people: readonly SamplePerson[], cases: Cases): (name: string, count: number, act: Act) => void {
  let next = 0;
  return (name, count, act) => {
    for (let left = count; left > 0 && next < people.length; next += 1) {
      const person = at(people, next);
      // People without any link stay so, and contracts keep their dates.
      if (person.assignments.length === 0 || groupFacts[person.group].dated) continue;
      act(person);
      addCase(cases, name, person.id);
      left -= 1;
    }
  };
}

function link(person: SamplePerson, structure: string, span: Partial<SampleAssignment>): void {
  if (person.assignments.some((one) => one.structure === structure)) return;
  person.assignments.push({ structure, kind: "AFFECTATION", principal: false, from: null, until: null, ...span });
}

/** A second row for the same structure and kind, as a contract that was amended leaves behind. */
function twice(person: SamplePerson): void {
  const first = at(person.assignments, 0);
  person.assignments.push({ ...first, principal: false, from: "2025-01-01" });
}

function redate(person: SamplePerson, from: string, until: string | null): void {
  person.assignments = person.assignments.map((one) => ({ ...one, from, until }));
}

/** Contracts end on 31 August of the next year, a few on 31 August or 1 September of this one (docs/RULES.md §3). */
function giveContracts(draft: Draft): void {
  const late = scaledCount(draft.size, 120, 2);
  const first = scaledCount(draft.size, 30);
  const dated = draft.eligible.filter((one) => groupFacts[one.group].dated && one.assignments.length > 0);
  dated.forEach((person, index) => {
    if (index < late) giveContract(person, "2026-08-31", draft.cases, "contract-renewed-late");
    else if (index < late + first) giveContract(person, "2026-09-01", draft.cases, "contract-ending-first-of-september");
    else giveContract(person, "2027-08-31", draft.cases, null);
  });
}

function giveContract(person: SamplePerson, until: string, cases: Cases, name: string | null): void {
  person.until = until;
  person.assignments = person.assignments.map((one) => ({ ...one, from: "2025-09-01", until }));
  if (name !== null) addCase(cases, name, person.id);
}

function addRedList(draft: Draft): void {
  const director = draft.eligible.find((one) => one.functions.some((held) => held.code === "D30"));
  const others = draft.eligible.filter((one, index) => index % 67 === 50 && one !== director);
  for (const person of director === undefined ? others : [director, ...others]) {
    person.redList = true;
    addCase(draft.cases, "red-list", person.id);
  }
  if (director !== undefined) addCase(draft.cases, "red-listed-director", director.id);
}

function noteUnlinked(draft: Draft): void {
  const doctoral = draft.eligible.filter((one) => one.group === "doctorant").slice(0, scaledCount(draft.size, 150));
  doctoral.forEach((person, index) => {
    Object.assign(person, { studentLogin: `22${String(600_000 + index)}` });
    person.assignments.push({ structure: "HS_U09", kind: "ETUDE", principal: false, from: "2025-09-01", until: null });
    addCase(draft.cases, "staff-and-student", person.id);
  });
  for (const person of draft.eligible) if (person.assignments.length === 0) addCase(draft.cases, "without-assignment", person.id);
}
