/** Accidents of accounts and contracts on given days: renewals typed late, logins renamed or reused, people who vanish. */
import { scaledCount } from "./draft.ts";
import { join } from "./events-people.ts";
import { addCase } from "./functions.ts";
import type { SamplePerson } from "./model.ts";
import { type Moment, takePlain } from "./moment.ts";

const nextEnd = "2027-08-31";

function concerned({ draft }: Moment, name: string): readonly SamplePerson[] {
  const ids = new Set(draft.cases[name]);
  return draft.people.filter((one) => ids.has(one.id));
}

/** 10 September: contracts that ended on 31 August are renewed from the 1st, typed late. */
export function renewContracts(moment: Moment): void {
  for (const person of concerned(moment, "contract-renewed-late")) {
    person.until = nextEnd;
    const renewed = person.assignments
      .filter((one) => one.until === "2026-08-31")
      .map((one) => ({ ...one, from: "2026-09-01", until: nextEnd }));
    person.assignments = [...renewed, ...person.assignments.map((one) => ({ ...one, principal: false }))];
    addCase(moment.draft.cases, "event-contract-renewed", person.id);
  }
}

/** Ends written 1 September that meant 31 August: those people had a new contract all along. */
export function correctFirstOfSeptember(moment: Moment): void {
  for (const person of concerned(moment, "contract-ending-first-of-september")) {
    person.until = nextEnd;
    person.assignments = person.assignments.map((one) => (one.until === "2026-09-01" ? { ...one, until: nextEnd } : one));
  }
}

export function openAccounts(moment: Moment): void {
  for (const person of concerned(moment, "account-to-come")) {
    Object.assign(person, { state: "active", from: null });
    addCase(moment.draft.cases, "event-account-opened", person.id);
  }
}

export function renameLogins(moment: Moment): void {
  const { draft } = moment;
  for (let i = scaledCount(draft.size, 9); i > 0; i -= 1) {
    const person = takePlain(moment);
    if (person === null) return;
    person.login = draft.identities.login(`${person.family}x`);
    addCase(draft.cases, "event-login-renamed", person.id);
  }
}

/** A newcomer is given the login of somebody who left: nothing may be written for them. */
export function reuseLogin(moment: Moment): void {
  const { draft } = moment;
  const gone = draft.people.find((one) => one.id === draft.cases["event-left"]?.[0]);
  if (gone === undefined) return;
  const person = join(moment, { login: gone.login });
  addCase(draft.cases, "event-login-reused", person.id);
}

/** People who are in no branch and no view any more. */
export function forget(moment: Moment): void {
  for (let i = scaledCount(moment.draft.size, 5); i > 0; i -= 1) remove(moment, takePlain(moment), "event-vanished");
}

/** Two ids were one human: the second one goes. */
export function mergeIds(moment: Moment): void {
  const [kept, dropped] = [takePlain(moment), takePlain(moment)];
  if (kept === null || dropped === null) return;
  addCase(moment.draft.cases, "event-ids-merged", kept.id);
  remove(moment, dropped, "event-ids-merged");
}

function remove({ draft }: Moment, person: SamplePerson | null, name: string): void {
  if (person === null) return;
  draft.people = draft.people.filter((one) => one !== person);
  addCase(draft.cases, name, person.id);
}
