/** Why a change or a state is so; one sentence each in src/i18n. */

export type ReasonCode =
  // accounts
  | "eligible"
  | "exempted"
  | "not-in-directory"
  | "source-disabled"
  | "source-future"
  | "source-leaving"
  | "source-expired"
  | "population-refused"
  | "no-login"
  | "wave-not-open"
  | "forced-disabled"
  | "forced-value"
  | "emergency-lock"
  | "protected"
  | "vanished"
  | "due-reached"
  | "leaving-until"
  | "leaving-cancelled"
  | "returned"
  | "conflict"
  | "locked-long"
  | "deactivated-long"
  | "account-adopted"
  | "name-changed"
  | "mail-changed"
  | "login-changed"
  // memberships
  | "assignment"
  | "assignment-inherited"
  | "assignment-teaching"
  | "assignment-future"
  | "assignment-ended"
  | "assignment-grace"
  | "function"
  | "function-without-successor"
  | "everyone"
  | "exempted-room"
  | "no-link"
  | "link-lost"
  | "account-not-open"
  | "left-by-themselves"
  | "removed-by-moderator"
  | "banned"
  | "red-list"
  | "not-on-red-list"
  | "structure-closed"
  | "structure-too-small"
  | "structure-excluded"
  | "structure-sensitive"
  | "no-inheritance-vacataire"
  | "no-inheritance-teaching"
  | "room-not-created"
  | "room-gone"
  | "room-unmanaged"
  | "not-a-holder"
  | "already-in"
  | "joins-next-pass"
  | "guard-holds"
  | "source-unreadable"
  // rooms and structures
  | "structure-open"
  | "structure-big-enough"
  | "structure-renamed"
  | "parent-is"
  | "parent-is-not"
  | "structure-closing"
  | "structure-reopened"
  | "code-changed"
  | "level-function-ended"
  | "account-leaving"
  | "account-locked-long";

export interface Reason {
  readonly code: ReasonCode;
  readonly params: Readonly<Record<string, string | number>>;
}

export function reason(code: ReasonCode, params: Readonly<Record<string, string | number>> = {}): Reason {
  return { code, params };
}
