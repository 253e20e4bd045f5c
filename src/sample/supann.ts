/** How the sample is written in SUPANN: entries as attribute lists, shared by the LDIF and by the direct reading. */
import { parseDay } from "#core/day.ts";
import type { Day } from "#core/ids.ts";
import { clean, fold } from "#core/text.ts";
import { groupFacts } from "./groups.ts";
import type { SampleAssignment, SamplePerson, SampleStructure, StructureType } from "./model.ts";

export const suffix = "dc=univ-demo,dc=example";
export const branches = {
  people: `ou=people,${suffix}`,
  deactivated: `ou=deactivated,${suffix}`,
  structures: `ou=structures,${suffix}`,
} as const;

/** The sample's directory has no standard attribute for these days, so it uses a local one, as sites do. */
export const ldapStructureExtras = {
  opens: { attribute: "businessCategory", prefix: "ouverture:" },
  closes: { attribute: "businessCategory", prefix: "fermeture:" },
  successor: { attribute: "businessCategory", prefix: "successeur:" },
} as const;

export const supannTypes: Readonly<Record<StructureType, string>> = {
  ETAB: "{SUPANN}S102",
  COMP: "{SUPANN}S201",
  SREC: "{SUPANN}S203",
  SCEN: "{SUPANN}S230",
  SCOM: "{SUPANN}S231",
  BIBL: "{SUPANN}S250",
  DEPT: "{SUPANN}S202",
  SSAD: "{SUPANN}S302",
  ANTN: "{SUPANN}S204",
  ED: "{SUPANN}S222",
  TL: "{SUPANN}S231",
  FICT: "FICT",
  EXT: "{SUPANN}S110",
  CONS: "{SUPANN}E101",
};

/** One LDAP entry; attributes in the order written. */
export interface Entry {
  readonly dn: string;
  readonly attributes: readonly (readonly [string, string])[];
}

/** Assignments the directory shows today: it has no dates, so only the valid ones, one per structure. */
export function shownAssignments(person: SamplePerson, today: Day, student: boolean): readonly SampleAssignment[] {
  const shown = new Map<string, SampleAssignment>();
  for (const one of person.assignments) {
    const valid = (parseDay(one.from) ?? today) <= today && (parseDay(one.until) ?? today) >= today;
    if (valid && (one.kind === "ETUDE") === student && !shown.has(one.structure)) shown.set(one.structure, one);
  }
  return [...shown.values()];
}

const compact = (text: string | null): string => (parseDay(text) ?? "").replaceAll("-", "");

/** End of an assignment as the composite profile gives it: `YYYYMMDD`, empty when open. */
export function profileEnd(one: SampleAssignment): string {
  return compact(one.until);
}

/** `{COMPTE}` values: state, and state with its days; none for entries whose branch alone tells. */
export function accountStatus(person: SamplePerson): readonly [string, string] | null {
  if (person.filing === "people-without-status" || person.filing === "deactivated-without-status") return null;
  const bare = `{COMPTE}${stateWord(person)}`;
  const until = person.state === "disabled" ? "" : compact(person.until);
  return [bare, `${bare}:${compact(person.from)}:${until}`];
}

function stateWord(person: SamplePerson): string {
  if (person.filing === "deactivated-active") return "A:SupannActif";
  switch (person.state) {
    case "active":
      return "A:SupannActif";
    case "future":
      return "I:SupannPrecree";
    case "leaving":
      return "A:SupannSursis";
    case "disabled":
      return person.filing === "people" ? "S:SupannVerrouille" : "I:SupannExpire";
    default:
      return person.state satisfies never;
  }
}

/** `p` and 8 digits for staff, `e` and the number for students. */
export function uidOf(person: SamplePerson, student: boolean): string {
  if (student) return `e${person.studentLogin ?? person.login}`;
  return `p${person.id.replace("~", "9999999").padStart(8, "0").slice(-8)}`;
}

/** SUPANN's `cn`: family and given name, upper case, no accents. */
export function commonName(person: SamplePerson): string {
  return fold(clean(`${person.family} ${person.given ?? ""}`)).toUpperCase() || "INCONNU";
}

/** Functions the directory shows today. */
export function shownFunctions(person: SamplePerson, today: Day): SamplePerson["functions"] {
  return person.functions.filter((one) => (parseDay(one.from) ?? today) <= today && (parseDay(one.until) ?? today) >= today);
}

export function roleCode(code: string): string {
  return code.startsWith("{") ? code : `{SUPANN}${code}`;
}

export function affiliationsOf(person: SamplePerson, student: boolean): readonly string[] {
  return student ? groupFacts.etudiant.affiliations : groupFacts[person.group].affiliations;
}

/** Short label: the acronym, or the label's first 50 characters when there is none. */
export function shortLabelOf(structure: SampleStructure): string {
  return structure.acronym || structure.shortLabel;
}

export function studentMail(person: SamplePerson): string {
  return `e${person.studentLogin}@etu.univ-demo.example`;
}
