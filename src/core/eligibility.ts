/** Who may have an account today, and until when, from what the directory says alone. */
import { addDays, isWithin } from "./day.ts";
import { authorship, type Exemption } from "./decisions.ts";
import { delaysFor } from "./delays.ts";
import type { Person } from "./directory.ts";
import type { Day } from "./ids.ts";
import type { LeavingCause } from "./ledger.ts";
import type { Policy } from "./policy.ts";
import { type Reason, reason } from "./reason.ts";

/** `due` null = no day known: counted from the day it is first seen. */
export type Standing =
  | { readonly is: "eligible"; readonly reason: Reason }
  | { readonly is: "waiting"; readonly reason: Reason }
  | { readonly is: "ending"; readonly due: Day | null; readonly cause: LeavingCause; readonly reason: Reason }
  | { readonly is: "ineligible"; readonly reason: Reason }
  | { readonly is: "disabled"; readonly reason: Reason };

/** Docs/RULES.md §2. `exemption` is one that is valid today. */
export function standingOf(person: Person, exemption: Exemption | undefined, policy: Policy, today: Day): Standing {
  if (person.state === "disabled") return { is: "disabled", reason: reason("source-disabled") };
  if (person.localpart === null) return { is: "ineligible", reason: reason("no-login") };
  if (person.state === "future" && (person.from === null || person.from > today)) {
    return { is: "waiting", reason: reason("source-future", person.from === null ? {} : { day: person.from }) };
  }
  const admitted = exemption?.eligible === true || person.populations.some((one) => policy.populations.eligible.includes(one));
  if (!admitted) return { is: "ineligible", reason: reason("population-refused", { populations: person.populations.join(", ") }) };
  return ending(person, policy, today) ?? waiting(person, policy, today) ?? eligible(exemption);
}

export const eligibleReason = reason("eligible");
const eligibleStanding: Standing = { is: "eligible", reason: eligibleReason };

function eligible(exemption: Exemption | undefined): Standing {
  return exemption?.eligible ? { is: "eligible", reason: reason("exempted", authorship(exemption)) } : eligibleStanding;
}

/** Docs/RULES.md §2 and §3: a Sursis is due on its own end day; an expired account or contract 30 days after its end. */
function ending(person: Person, policy: Policy, today: Day): Standing | null {
  if (person.state === "leaving") {
    return {
      is: "ending",
      due: person.until,
      cause: "announced",
      reason: reason("source-leaving", person.until ? { day: person.until } : {}),
    };
  }
  const end = person.until !== null ? person.until : lastContractDay(person, today);
  if (end === null || end >= today) return null;
  const cause: LeavingCause = person.until !== null ? "announced" : "contract-ended";
  return {
    is: "ending",
    due: addDays(end, delaysFor(policy, person, end).announcedDays),
    cause,
    reason: reason("source-expired", { day: end }),
  };
}

/** Last day of the last employment, or null while one is open, valid or to come, or when there never was one. */
function lastContractDay(person: Person, today: Day): Day | null {
  let last: Day | null = null;
  for (const assignment of person.assignments) {
    if (assignment.kind === "ETUDE") continue;
    if (assignment.until === null || assignment.until >= today) return null;
    if (last === null || assignment.until > last) last = assignment.until;
  }
  return last;
}

/** Opening waves: the first wave that names the person decides; no wave at all means everybody, today. */
function waiting(person: Person, policy: Policy, today: Day): Standing | null {
  if (policy.opening.length === 0) return null;
  const wave = policy.opening.find((one) => inWave(person, one, today));
  if (wave === undefined) return { is: "waiting", reason: reason("wave-not-open") };
  return wave.from <= today ? null : { is: "waiting", reason: reason("wave-not-open", { day: wave.from }) };
}

function inWave(person: Person, wave: Policy["opening"][number], today: Day): boolean {
  const inList = wave.list === undefined || wave.list.includes(person.key) || wave.list.includes(person.login);
  const inPopulation = wave.populations === undefined || wave.populations.some((one) => person.populations.includes(one));
  const inStructure =
    wave.structures === undefined ||
    person.assignments.some((one) => wave.structures?.includes(one.structure) && isWithin(today, one.from, one.until));
  return inList && inPopulation && inStructure;
}
