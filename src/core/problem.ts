/** A row, a rule or a fact that could not be used: a value that is reported, never an exception. */

export type ProblemCode =
  // reading the directory
  | "person-without-id"
  | "person-without-login"
  | "login-invalid"
  | "login-shared"
  | "login-reserved"
  | "mail-shared"
  | "entries-merged"
  | "composite-unreadable"
  | "date-unreadable"
  | "encoding-repaired"
  | "red-list-unreadable"
  | "row-unusable"
  | "group-cycle"
  | "group-too-deep"
  | "group-members-unknown"
  | "sponsor-unknown"
  | "status-unreadable"
  | "population-unmapped"
  | "assignment-kind-unmapped"
  // several sources
  | "entry-joins-nobody"
  | "entry-joins-several"
  | "entries-unlike"
  | "entries-set-aside"
  | "sources-differ"
  | "sources-differ-often"
  | "states-differ"
  | "structure-codes-differ"
  | "structure-id-shared"
  // structures
  | "structure-without-code"
  | "structure-duplicate"
  | "structure-parent-unknown"
  | "structure-cycle"
  | "structure-unknown"
  | "structure-shrunk"
  | "successor-unknown"
  | "successor-closed"
  | "successor-loop"
  | "label-shortened"
  | "establishment-missing"
  | "establishment-ambiguous"
  // functions and levels
  | "function-unmapped"
  | "function-without-successor"
  | "level-by-hand"
  | "member-out-of-reach"
  // observed on the server
  | "account-taken"
  | "login-reused"
  | "merge-circular"
  | "move-impossible"
  | "adoption-impossible"
  | "mail-taken"
  | "logins-exchanged"
  | "account-missing"
  | "room-missing"
  | "room-without-administrator"
  | "room-drift"
  | "room-encrypted"
  | "room-replaced"
  | "adopt-place-taken"
  | "adopt-place-claimed"
  | "adopt-place-none"
  | "adopt-room-missing"
  | "adopt-room-replaced"
  | "adopt-room-is-space"
  | "adopt-room-is-no-space"
  | "adopt-room-version"
  | "adopt-room-encrypted"
  | "adopt-room-federated"
  | "adopt-room-without-administrator"
  | "adopt-room-differs"
  | "name-drift"
  | "member-unexpected"
  | "member-banned"
  | "account-deactivated-outside"
  | "account-locked-outside"
  | "account-erased-returned"
  | "external-id-drift"
  | "service-identity-linked"
  | "mail-drift"
  // undoing a run: what is left as it is
  | "undo-changed-since"
  | "undo-superseded"
  | "undo-unwritable"
  | "undo-irreversible"
  | "undo-adoption"
  | "undo-merge"
  | "undo-move"
  | "undo-decided"
  | "undo-nothing"
  | "undo-wider"
  | "undo-red-list"
  | "undo-taken"
  | "undo-not-open"
  // decisions
  | "paused"
  | "decision-orphaned"
  // the pass itself
  | "observed-by-api";

export type Severity = "info" | "warning" | "error";

/** `subject` names what it is about (a person key, a structure code, a row origin); `params` feed the sentence. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly subject: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export function problem(
  code: ProblemCode,
  subject: string,
  params: Readonly<Record<string, string | number>> = {},
  severity: Severity = "warning",
): Problem {
  return { code, severity, subject, params };
}
