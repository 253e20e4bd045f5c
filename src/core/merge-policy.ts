/** How several sources become one directory: whose value wins for what, and how entries of one human are known (docs/RULES.md §1). */

/** What a source may say of a person. `displayName` stands for its parts too, `state` for its days. */
export type PersonAttribute = "login" | "displayName" | "mail" | "state" | "populations" | "redList" | "assignments" | "functions";

/** What a source may say of a structure. `label` stands for the short and the long one. */
export type StructureAttribute = "label" | "acronym" | "type" | "parents" | "opens" | "closes" | "successor";

export type MergeAttribute = PersonAttribute | StructureAttribute;

/** What tells that an entry is somebody whom another source has. */
export type JoinKey = "id" | "login" | "mail";

/** What one source is for the merge. */
export interface SourceRole {
  /** Tried in this order; the immutable id alone is enough where it is known. */
  readonly joinBy: readonly JoinKey[];
  /** An entry that joins nobody is a new person. False: it only adds to people whom others give. */
  readonly issuesIds: boolean;
  /** Put before the ids of this source: two sources with the same prefix number people and structures alike. */
  readonly idPrefix: string;
}

/** A role as it is written: whoever gives immutable ids issues them, unless it says otherwise. */
export interface GivenRole extends Omit<SourceRole, "issuesIds"> {
  readonly issuesIds?: boolean | undefined;
}

export function roleIn({ joinBy, issuesIds, idPrefix }: GivenRole): SourceRole {
  return { joinBy, idPrefix, issuesIds: issuesIds ?? joinBy.includes("id") };
}

export interface MergePolicy {
  /** Names of sources per attribute, the preferred one first; the others follow in the default order. */
  readonly people: Readonly<Partial<Record<PersonAttribute, readonly string[]>>>;
  readonly structures: Readonly<Partial<Record<StructureAttribute, readonly string[]>>>;
  /** Attributes on which sources may differ without a word. */
  readonly ignoreDifferences: readonly MergeAttribute[];
  /** Alike problems of the merge told one by one; those beyond are counted. */
  readonly toldOneByOne: number;
  /** By name of the source; the default role where absent. Comes from the sources' own configuration. */
  readonly roles: Readonly<Record<string, SourceRole>>;
}

export const defaultRole: SourceRole = { joinBy: ["id"], issuesIds: true, idPrefix: "" };

export const defaultMerge: MergePolicy = { people: {}, structures: {}, ignoreDifferences: [], toldOneByOne: 20, roles: {} };

export function roleOf({ roles }: MergePolicy, source: string): SourceRole {
  return roles[source] ?? defaultRole;
}

/** Rank of each source by its position in the readings, for one attribute; null when the policy names none. */
export function ranksOf(preferred: readonly string[] | undefined, sources: readonly string[]): readonly number[] | null {
  if (preferred === undefined || preferred.length === 0) return null;
  return sources.map((source) => {
    const at = preferred.indexOf(source);
    return at < 0 ? preferred.length : at;
  });
}

/** The views in the order in which they are asked: the policy's own first, the rest as they were. A stable sort. */
export function inOrder<T extends { readonly source: number }>(views: readonly T[], ranks: readonly number[] | null): readonly T[] {
  if (ranks === null) return views;
  return [...views].sort((a, b) => (ranks[a.source] ?? 0) - (ranks[b.source] ?? 0));
}
