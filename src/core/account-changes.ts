/** What looking at the accounts gives. */
import type { Change } from "./change.ts";
import type { LedgerWrite } from "./ledger.ts";
import type { Problem } from "./problem.ts";

export interface AccountChanges {
  readonly changes: Change[];
  readonly problems: Problem[];
  readonly bookkeeping: LedgerWrite[];
}
