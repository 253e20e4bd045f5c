/** Problems that somebody asked not to be shown again: counted, no longer listed. */
import { ignoredKey } from "./decision.ts";
import type { Decisions } from "./decisions.ts";
import type { Problem, ProblemCode } from "./problem.ts";

/** Two claims on one identity are always listed: nothing is written for these people until somebody decides (docs/RULES.md §3). */
const neverIgnored: ReadonlySet<ProblemCode> = new Set(["login-shared", "mail-shared", "account-taken", "paused"]);

export function canBeIgnored(code: ProblemCode): boolean {
  return !neverIgnored.has(code);
}

/** An error is left out only when the decision names its subject: nobody ignores errors to come. */
export function isIgnored({ code, subject, severity }: Problem, { ignored }: Pick<Decisions, "ignored">): boolean {
  if (ignored.size === 0 || !canBeIgnored(code)) return false;
  return ignored.has(ignoredKey(code, subject)) || (severity !== "error" && ignored.has(ignoredKey(code, null)));
}
