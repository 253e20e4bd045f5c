/** Shape of the catalogues: which code needs which text. A code without its text is a type error. */

import type { ChangeKind, Listing, RoomSetting } from "#core/change.ts";
import type { DecisionKind } from "#core/decision.ts";
import type { AssignmentKind, StructureNature } from "#core/directory.ts";
import type { ErrorCode } from "#core/errors.ts";
import type { FeedFault } from "#core/feed-fault.ts";
import type { GuardName } from "#core/guard-names.ts";
import type { Template } from "#core/ids.ts";
import type { AccountState, LeavingCause } from "#core/ledger.ts";
import type { MergeAttribute } from "#core/merge-policy.ts";
import type { NewsCode } from "#core/news.ts";
import type { ProblemCode, Severity } from "#core/problem.ts";

/** What happened, what was not done because of it, what to do now. */
export interface ErrorText {
  readonly what: string;
  readonly notDone: string;
  readonly toDo: string;
}

export type ErrorTexts = Readonly<Record<ErrorCode, ErrorText>>;
export type SourceErrorTexts = Pick<ErrorTexts, Extract<ErrorCode, `source.${string}`>>;

/** A guard: its short name, and what it says when it holds. */
export interface GuardText {
  readonly name: string;
  readonly held: string;
}

export type GuardTexts = Readonly<Record<GuardName, GuardText>>;

/** A kind of change: as a heading after a count of one or of several, and as one line about one change. */
export interface ChangeText {
  readonly single: string;
  readonly many: string;
  readonly one: string;
}

export type ChangeTexts = Readonly<Record<ChangeKind, ChangeText>>;

/** A letter: its subject in one line, then its text. */
export interface NewsText {
  readonly subject: string;
  readonly text: string;
}

export type NewsTexts = Readonly<Record<NewsCode, NewsText>>;

/** Tables of words that `{name@table}` looks up. */
export interface Words {
  readonly assignment: Readonly<Record<AssignmentKind, string>>;
  readonly state: Readonly<Record<AccountState | "conflict" | "none", string>>;
  readonly cause: Readonly<Record<LeavingCause, string>>;
  readonly template: Readonly<Record<Template, string>>;
  readonly severity: Readonly<Record<Severity, string>>;
  readonly guard: Readonly<Record<GuardName, string>>;
  /** What "why" answers about an account, then about a membership. */
  readonly account: Readonly<Record<"in" | "out" | "none", string>>;
  readonly verdict: Readonly<Record<"in" | "out" | "none", string>>;
  readonly nature: Readonly<Record<StructureNature | "unknown", string>>;
  readonly listing: Readonly<Record<Listing, string>>;
  /** Problems that are conflicts of identity, in two or three words. */
  readonly conflict: Readonly<Partial<Record<ProblemCode, string>>>;
  readonly decision: Readonly<Record<DecisionKind, string>>;
  /** What a pause holds. */
  readonly scope: Readonly<{ everything: string }>;
  /** What is wrong with an answer of a feed. */
  readonly feedFault: Readonly<Record<FeedFault, string>>;
  readonly setting: Readonly<Record<RoomSetting | "name" | "mail", string>>;
  readonly field: Readonly<Record<"displayName" | "mail" | "disabled", string>>;
  /** What sources may say differently. */
  readonly attribute: Readonly<Record<MergeAttribute, string>>;
}
