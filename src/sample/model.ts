/** The sample university in the neutral shape of an Octopus-like information system; every output derives from it. */
import type { AssignmentKind, SourceState } from "#core/directory.ts";
import type { Day } from "#core/ids.ts";

export type StructureType =
  | "ETAB"
  | "COMP"
  | "SREC"
  | "SCEN"
  | "SCOM"
  | "BIBL"
  | "DEPT"
  | "SSAD"
  | "ANTN"
  | "ED"
  | "TL"
  | "FICT"
  | "EXT"
  | "CONS";

/** Dates are texts as the information system writes them: possibly sentinels or dirty. */
export interface SampleStructure {
  readonly id: string;
  code: string;
  readonly type: StructureType;
  acronym: string;
  shortLabel: string;
  longLabel: string;
  parents: string[];
  readonly opens: string | null;
  /** First closed day. */
  closes: string | null;
  successor: string | null;
}

export interface SampleAssignment {
  readonly structure: string;
  readonly kind: AssignmentKind;
  readonly principal: boolean;
  readonly from: string | null;
  until: string | null;
}

export interface SampleFunction {
  readonly structure: string;
  readonly code: string;
  readonly label: string;
  readonly from: string | null;
  until: string | null;
}

/** What kind of agent: decides populations, affiliations and kinds of assignment. */
export type Group =
  | "biatss"
  | "contractuel"
  | "enseignant-chercheur"
  | "enseignant"
  | "vacataire"
  | "doctorant"
  | "heberge"
  | "emerite"
  | "etudiant"
  | "retraite"
  | "invite"
  | "lecteur"
  | "fictif";

/** Where the LDAP directory files the entry, and how it writes the state. */
export type Filing = "people" | "people-without-status" | "deactivated" | "deactivated-active" | "deactivated-without-status";

export interface SamplePerson {
  readonly id: string;
  login: string | null;
  given: string | null;
  family: string;
  displayName: string | null;
  mail: string | null;
  state: SourceState;
  from: string | null;
  until: string | null;
  readonly group: Group;
  redList: boolean;
  filing: Filing;
  /** Student account of the same human: a second entry with the same id. */
  readonly studentLogin: string | null;
  assignments: SampleAssignment[];
  functions: SampleFunction[];
}

/** Names of the awkward cases; the manifest lists who and what they concern. */
export type Cases = Record<string, string[]>;

export interface University {
  readonly size: number;
  readonly seed: number;
  readonly day: number;
  readonly today: Day;
  readonly structures: readonly SampleStructure[];
  /** Everybody, those that campus must ignore included. */
  readonly people: readonly SamplePerson[];
  /** Ids of the people with an account on day 0: `size` of them. */
  readonly cases: Readonly<Record<string, readonly string[]>>;
  /** Everybody counted by the size, students and other ignored entries left out. */
  readonly counted: ReadonlySet<string>;
}
