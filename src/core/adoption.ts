/** An adoption taken back: campus forgets the account and leaves it as it is (docs/RULES.md §9). */
import type { LedgerWrite } from "./ledger.ts";
import { compareText } from "./text.ts";
import type { WorldInput } from "./world.ts";

/** Rows of accounts that a human said not to be this person's, with their grants: they become members by other hands. */
export function forgetRefused({ decisions, ledger }: Pick<WorldInput, "decisions" | "ledger">): LedgerWrite[] {
  const writes: LedgerWrite[] = [];
  for (const { person, userId, verdict } of decisions.adoptions.values()) {
    if (verdict !== "refuse" || ledger.accounts.get(person)?.userId !== userId) continue;
    writes.push({ kind: "account.drop", person });
    for (const room of [...ledger.grants.keys()].sort(compareText)) {
      if (ledger.grants.get(room)?.has(userId)) writes.push({ kind: "grant.drop", room, userId });
    }
  }
  return writes;
}
