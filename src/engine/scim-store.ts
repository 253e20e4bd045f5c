/** What SCIM clients pushed, as the store keeps it: resources of each source, members of groups, readiness, tokens. */

export type ScimType = "User" | "Group";

/** Attributes under their canonical names, without `id`, `meta`, `members`. */
export type ScimBody = Readonly<Record<string, unknown>>;

export interface ScimDraft {
  readonly type: ScimType;
  readonly externalId: string | null;
  /** `userName` of a user, `displayName` of a group, in lower case: what is unique among users. */
  readonly name: string;
  readonly body: ScimBody;
}

export interface ScimResource extends ScimDraft {
  readonly id: string;
  /** From 1; grows with every change. */
  readonly version: number;
  readonly createdAt: string;
  readonly modifiedAt: string;
}

/** A user or a group in a group. */
export interface ScimMember {
  readonly id: string;
  readonly type: ScimType;
}

/** `set` replaces all of them first. */
export interface MemberChange {
  readonly set: boolean;
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

export type ScimWritten =
  | {
      readonly is: "done";
      readonly resource: ScimResource;
      /** Users and groups that entered or left the group, by id. */
      readonly touched: readonly ScimMember[];
    }
  | { readonly is: "taken"; readonly by: "name" | "externalId" }
  | { readonly is: "unknown-member"; readonly id: string }
  /** No such resource; not the version expected; as many resources as the source may have. */
  | { readonly is: "gone" | "changed" | "full" };

export interface ScimChange {
  readonly draft: ScimDraft;
  /** null leaves members alone. */
  readonly members: MemberChange | null;
  /** Version that the client saw; null = whatever it is. */
  readonly expected: number | null;
}

export interface ScimRemoval {
  readonly type: ScimType;
  readonly id: string;
  readonly expected: number | null;
}

export interface ScimState {
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** Somebody, or a quiet period, said that the first provisioning is complete. */
  readonly readyAt: string | null;
  readonly readyBy: string | null;
}

export interface ScimWhole {
  readonly resources: readonly ScimResource[];
  /** Group → its members. */
  readonly members: ReadonlyMap<string, readonly ScimMember[]>;
}

export interface ScimToken {
  readonly id: string;
  readonly source: string;
  readonly label: string;
  /** SHA-256, in hexadecimal. */
  readonly hash: string;
  readonly madeAt: string;
  readonly madeBy: string;
  readonly expiresAt: string;
  readonly endedAt: string | null;
  readonly usedAt: string | null;
}

/** Everything is of one source; instants are ISO 8601 in UTC. One transaction per call. */
export interface ScimStore {
  find(source: string, type: ScimType, id: string): Promise<ScimResource | null>;
  /** `name` is compared in lower case. */
  findBy(source: string, type: ScimType, key: "name" | "externalId", value: string): Promise<readonly ScimResource[]>;
  /** In the order of ids, from the one after `after`. */
  page(source: string, type: ScimType, after: string | null, limit: number): Promise<readonly ScimResource[]>;
  /** In the order of ids, `skip` of them left out. */
  slice(source: string, type: ScimType, skip: number, limit: number): Promise<readonly ScimResource[]>;
  count(source: string, type: ScimType): Promise<number>;
  members(source: string, groups: readonly string[]): Promise<ReadonlyMap<string, readonly ScimMember[]>>;
  /** Groups that each of these is directly in. */
  groupsOf(source: string, members: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;

  /** `most`: resources that the source may have. */
  create(source: string, resource: ScimResource, members: readonly string[], most: number): Promise<ScimWritten>;
  /** Changes nothing, not even the version, when all is already so. */
  update(source: string, id: string, change: ScimChange, at: string): Promise<ScimWritten>;
  remove(source: string, which: ScimRemoval, at: string): Promise<ScimWritten>;

  state(source: string): Promise<ScimState>;
  /** Keeps the first declaration. */
  declareReady(source: string, by: string, at: string): Promise<void>;
  /** One consistent view of all. */
  whole(source: string): Promise<ScimWhole>;

  addToken(token: Omit<ScimToken, "id" | "endedAt" | "usedAt">): Promise<ScimToken>;
  findToken(hash: string): Promise<ScimToken | null>;
  /** Newest first, ended ones included. */
  tokens(source: string): Promise<readonly ScimToken[]>;
  /** False when there is no such living token. */
  endToken(source: string, id: string, by: string, at: string): Promise<boolean>;
  markUsed(id: string, at: string): Promise<void>;
}
