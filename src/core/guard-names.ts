/** Names of the guards, stable: they are written in plans and read by operators. */
export type GuardName =
  | "exits"
  | "exits-week"
  | "closings"
  | "removals"
  | "removals-week"
  | "structure-loss"
  | "promotions"
  | "sensitive-promotions"
  | "growth"
  | "renames"
  | "mails"
  | "red-list"
  | "external-ids"
  | "identity"
  | "source-shrunk"
  | "first-run";
