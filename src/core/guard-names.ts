/** Names of the guards, stable: they are written in plans and read by operators. */

export type GuardName =
  | "exits"
  | "exits-week"
  | "closings"
  | "closings-week"
  | "removals"
  | "removals-week"
  | "structure-loss"
  | "structure-loss-week"
  | "promotions"
  | "promotions-week"
  | "demotions"
  | "demotions-week"
  | "growth"
  | "growth-week"
  | "renames"
  | "renames-week"
  | "mails"
  | "mails-week"
  | "red-list"
  | "red-list-week"
  | "sensitive-promotions"
  | "external-ids"
  | "adoption"
  | "sensitive-adoption"
  | "identity"
  | "erasure"
  | "source-shrunk"
  | "source-missing"
  | "pause"
  | "first-run"
  | "rejected"
  | "undone";

/** Guards that count over passes: the last hour with this pass, and the last 7 days under a name of their own. */
export type SlidingGuard = Extract<GuardName, `${string}-week`> extends `${infer Name}-week` ? Name : never;
