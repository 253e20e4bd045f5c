/** Which days of an account's state mean something (docs/RULES.md §2). */
import type { SourceState } from "#core/directory.ts";
import { given } from "./given.ts";

/** Start: of a future or active account. End: inclusive end of activity, or due day of a leaving one. A disabled account has neither. */
export function keepDays(state: SourceState, from: string | undefined, until: string | undefined): { from?: string; until?: string } {
  if (state === "disabled") return {};
  return { ...(state === "leaving" ? {} : given("from", from)), ...given("until", until) };
}
