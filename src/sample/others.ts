/** People beside the eligible ones: leaving, disabled, and all those that campus must ignore. */
import { type Draft, scaledCount } from "./draft.ts";
import { addCase } from "./functions.ts";
import type { Group, SamplePerson, SampleStructure } from "./model.ts";
import { createPerson, drawName } from "./people.ts";
import { at } from "./random.ts";
import { assign } from "./seats.ts";
import { isClosed } from "./structures.ts";

interface Headcount {
  readonly pending: number;
  readonly disabled: number;
}

export function addOthers(draft: Draft, { pending, disabled }: Headcount): void {
  const loose = draft.structures.filter(
    (one) => !draft.exact.has(one.code) && !isClosed(one) && one.parents.includes("UNIV") && one.type === "COMP",
  );
  for (let i = 0; i < pending; i += 1) addLeaving(draft, loose, i);
  for (let i = 0; i < disabled; i += 1) addDisabled(draft, loose, i);
  addIgnored(draft, loose);
}

function add(draft: Draft, group: Group, structures: readonly SampleStructure[], choice: Partial<SamplePerson> = {}): SamplePerson {
  const person = createPerson(drawName(draft.random), group, draft.identities, { ...choice, assignments: [] });
  if (structures.length > 0) assign(person, at(structures, draft.random.below(structures.length)));
  draft.people.push(person);
  return person;
}

/** Half of them announced with a due day, half past the end of their account. */
function addLeaving(draft: Draft, structures: readonly SampleStructure[], index: number): void {
  const announced = index % 2 === 0;
  const choice = announced
    ? ({ state: "leaving", from: "2026-08-01", until: `2026-09-${20 + (index % 10)}` } as const)
    : ({ until: `2026-08-${15 + (index % 10)}` } as const);
  const person = add(draft, index % 4 === 0 ? "contractuel" : "biatss", structures, choice);
  addCase(draft.cases, announced ? "leaving-announced" : "account-expired", person.id);
}

const filings = ["deactivated", "deactivated", "people", "deactivated-active", "deactivated-without-status"] as const;

function addDisabled(draft: Draft, structures: readonly SampleStructure[], index: number): void {
  const filing = at(filings, index % filings.length);
  const person = add(draft, index % 3 === 0 ? "vacataire" : "biatss", structures, {
    state: "disabled",
    filing,
    until: `202${4 + (index % 3)}-0${1 + (index % 7)}-28`,
  });
  if (filing === "deactivated-active") addCase(draft.cases, "active-in-disabled-branch", person.id);
  if (filing === "deactivated-without-status") addCase(draft.cases, "disabled-by-branch-alone", person.id);
  if (filing === "people") addCase(draft.cases, "disabled-in-people-branch", person.id);
}

const ignoredGroups: readonly (readonly [Group, number, number])[] = [
  ["etudiant", 400, 5],
  ["retraite", 180, 2],
  ["invite", 180, 2],
  ["lecteur", 40, 1],
  ["fictif", 20, 1],
];

function addIgnored(draft: Draft, structures: readonly SampleStructure[]): void {
  for (const [group, reference, least] of ignoredGroups) {
    for (let i = scaledCount(draft.size, reference, least); i > 0; i -= 1) {
      const student = group === "etudiant" ? { login: `22${String(100_000 + i)}` } : {};
      addCase(draft.cases, `ignored-${group}`, add(draft, group, structures, student).id);
    }
  }
  for (let i = scaledCount(draft.size, 80, 1); i > 0; i -= 1) {
    addCase(draft.cases, "account-to-come", add(draft, "biatss", structures, { state: "future", from: "2026-09-01" }).id);
  }
  addCase(draft.cases, "without-login", add(draft, "biatss", structures, { login: null }).id);
  addCase(draft.cases, "without-id", add(draft, "biatss", [], { id: "~1" }).id);
  addConflicts(draft, structures);
}

/** Nothing is written for them (docs/RULES.md §3, state conflict). */
function addConflicts(draft: Draft, structures: readonly SampleStructure[]): void {
  const mails = [0, 1].map(() => add(draft, "biatss", structures, { mail: "secretariat.general@univ-demo.example" }));
  for (const person of mails) addCase(draft.cases, "duplicate-mail", person.id);
  const logins = [0, 1].map(() => add(draft, "biatss", structures, { login: "partage" }));
  for (const person of logins) addCase(draft.cases, "duplicate-login", person.id);
  const leaver = draft.people.find((one) => one.state === "disabled");
  if (leaver === undefined) return;
  addCase(draft.cases, "login-reused", leaver.id);
  addCase(draft.cases, "login-reused", add(draft, "contractuel", structures, { login: leaver.login }).id);
}
