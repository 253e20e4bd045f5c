/** What operators are told without having asked, once each: a code with its parameters, a sentence in src/i18n. */

export type NewsCode =
  | "plan-held"
  | "hold-reminder"
  | "hold-expired"
  | "run-failing"
  | "source-unreadable"
  | "identity-change"
  | "emergency-lock"
  | "emergency-unlock"
  | "departure";

export interface News {
  readonly code: NewsCode;
  /** The same key is the same news: it is told once. */
  readonly key: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** Mail addresses of those it is for; absent: the operators. */
  readonly to?: readonly string[];
}
