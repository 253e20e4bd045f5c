/** External ids of accounts, compared with what campus gave them: a foreign one is another way in (docs/RULES.md §12.5). */
import type { LedgerAccount } from "./ledger.ts";
import type { ObservedAccount } from "./observed.ts";
import { type Problem, problem } from "./problem.ts";

/** A problem when an account bears other ids than its login alone; null: as expected, or its details were not read. */
export function linkProblem(account: LedgerAccount, { details, userId }: ObservedAccount): Problem | null {
  if (details === undefined) return null;
  const foreign = details.externalIds.filter((one) => one !== account.login);
  if (foreign.length === 0 && (details.externalIds.length > 0 || account.login === "")) return null;
  return problem("external-id-drift", account.person, { userId, found: details.externalIds.join(", "), expected: account.login });
}

/** A service identity bears none: Synapse 1.163.2 writes the link of a CAS login that is spelled like one, before anything can refuse it. */
export function serviceLinkProblem({ userId, details }: ObservedAccount): Problem | null {
  const found = details?.externalIds ?? [];
  return found.length === 0 ? null : problem("service-identity-linked", userId, { found: found.join(", ") }, "error");
}
