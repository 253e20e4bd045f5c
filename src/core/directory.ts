/** What the sources say about people and structures: raw records in, one merged directory out. */
import type { Day, PersonKey, StructureKey } from "./ids.ts";
import type { Problem } from "./problem.ts";

export type AssignmentKind = "EMPLOI" | "AFFECTATION" | "RECHERCHE" | "ENSEIGNEMENT" | "ETUDE";

/** Life of the person's computer account in the information system. */
export type SourceState = "active" | "future" | "leaving" | "disabled";

/**
 * One structure as a source gives it: text fields untouched, dates possibly dirty.
 * `external` marks another institution's root; `type` is the source's own code (`COMP`, `{SUPANN}S201`).
 */
export interface StructureRecord {
  readonly origin: string;
  readonly code: string;
  readonly sourceId?: string;
  readonly type?: string;
  readonly acronym?: string;
  readonly shortLabel?: string;
  readonly longLabel?: string;
  readonly parents: readonly string[];
  readonly opens?: string;
  readonly closes?: string;
  readonly successor?: string;
  readonly external?: boolean;
}

export interface AssignmentRecord {
  readonly structure: string;
  readonly kind: string;
  readonly from?: string;
  readonly until?: string;
  readonly principal?: boolean;
}

export interface FunctionRecord {
  readonly structure: string;
  readonly code: string;
  readonly label?: string;
  readonly from?: string;
  readonly until?: string;
}

/** Who answers for a guest (supannParrainDN): a person by the source's own id, or a structure by its code. */
export type SponsorRecord = { readonly person: string } | { readonly structure: string };

/** One entry about a person. `origin` is a DN or file:line, used in problems only. */
export interface PersonRecord {
  readonly origin: string;
  readonly id?: string;
  readonly login?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly displayName?: string;
  readonly mail?: string;
  /** Absent: the source says nothing of it. */
  readonly state?: SourceState;
  /** Day from which the state holds (future accounts), as the source writes it. */
  readonly from?: string;
  /** Inclusive end: of activity for `active`, due day for `leaving`. */
  readonly until?: string;
  readonly populations: readonly string[];
  readonly redList: boolean;
  readonly fictitious?: boolean;
  readonly assignments: readonly AssignmentRecord[];
  readonly functions: readonly FunctionRecord[];
  readonly sponsors?: readonly SponsorRecord[];
  /** Places where the person works, as the source names them. */
  readonly sites?: readonly string[];
}

/** One complete read of one source. `people` counts every person entry over all branches, kept or ignored. */
export interface SourceReading {
  readonly source: string;
  readonly kind: "ldap" | "csv" | "sql" | "http" | "scim" | "moodle";
  readonly structures: readonly StructureRecord[];
  readonly people: readonly PersonRecord[];
  readonly problems: readonly Problem[];
  readonly counts: Readonly<Record<"people" | "structures", number>>;
  /** Instant of the reading, ISO 8601 with zone. */
  readonly readAt?: string;
}

/** A source of which nothing was read in this pass; `readAt` tells when it last was, null = never. */
export interface MissingSource {
  readonly source: string;
  readonly readAt: string | null;
}

export interface Assignment {
  readonly structure: StructureKey;
  readonly kind: AssignmentKind;
  readonly from: Day | null;
  /** Inclusive; null = open. */
  readonly until: Day | null;
  readonly principal: boolean;
}

export interface FunctionHeld {
  readonly structure: StructureKey;
  readonly code: string;
  readonly label: string | null;
  readonly from: Day | null;
  readonly until: Day | null;
}

export type Sponsor = { readonly person: PersonKey } | { readonly structure: StructureKey };

export interface Person {
  readonly key: PersonKey;
  readonly login: string;
  /** What the login gives in a user id; null when nobody may have it (naming.ts). */
  readonly localpart: string | null;
  readonly displayName: string;
  /** Display name folded: homonyms have the same. */
  readonly foldedName: string;
  readonly mail: string | null;
  readonly state: SourceState;
  readonly from: Day | null;
  readonly until: Day | null;
  readonly populations: readonly string[];
  readonly redList: boolean;
  readonly assignments: readonly Assignment[];
  readonly functions: readonly FunctionHeld[];
  /** Those that the directory knows, sorted; absent for who has none. */
  readonly sponsors?: readonly Sponsor[];
  /** Folded names of the places where they work, sorted; absent where no source says. */
  readonly sites?: readonly string[];
}

export type StructureNature = "establishment" | "internal" | "external" | "fictitious" | "body";

export interface Structure {
  readonly key: StructureKey;
  readonly sourceId: string | null;
  readonly nature: StructureNature;
  readonly type: string;
  readonly acronym: string | null;
  /** Long label with "(ACRONYM)" appended when it isn't already inside; at most 255 characters. */
  readonly label: string;
  /** Known parents only, sorted, cycles already cut. */
  readonly parents: readonly StructureKey[];
  readonly opens: Day | null;
  /** First closed day. */
  readonly closes: Day | null;
  readonly successor: StructureKey | null;
}

/** The merged, normalised result of all sources; maps iterate in key order. */
export interface Directory {
  readonly people: ReadonlyMap<PersonKey, Person>;
  readonly structures: ReadonlyMap<StructureKey, Structure>;
  readonly problems: readonly Problem[];
  readonly readings: readonly { readonly source: string; readonly people: number; readonly structures: number; readonly readAt?: string }[];
  /** Optional sources that could not be read: what only they gave is not taken back. */
  readonly missing: readonly MissingSource[];
}
