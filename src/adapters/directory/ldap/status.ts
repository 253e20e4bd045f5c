/** State of the account from supannRessourceEtatDate or supannRessourceEtat (docs/RULES.md §2). */
import type { SourceState } from "#core/directory.ts";
import { given } from "../given.ts";

export interface Status {
  readonly state: SourceState;
  readonly from?: string;
  readonly until?: string;
}

const shape = /^\{([^}]*)\}\s*([AIS])(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?$/i;

/** `undefined` = nothing said about the account; null = said, but unreadable. Other resources ({MAIL}) are not looked at. */
export function readStatus(values: readonly string[]): Status | null | undefined {
  const known: { status: Status; rank: number; until: string }[] = [];
  let said = false;
  for (const value of values) {
    if (!/^\{COMPTE\}/i.test(value)) continue;
    said = true;
    const match = shape.exec(value.trim());
    if (match) known.push(readMatch(match));
  }
  if (!said) return undefined;
  known.sort((a, b) => a.rank - b.rank || (a.until < b.until ? 1 : -1));
  return known[0]?.status ?? null;
}

/** Several periods: a lock wins, then the state closest to active, then the latest end (none = latest). */
function readMatch(match: RegExpExecArray) {
  const letter = match[2]?.toUpperCase() ?? "";
  const state = stateOf(letter, (match[3] ?? "").toLowerCase());
  const from = match[4]?.trim() ?? "";
  const until = match[5]?.trim() ?? "";
  const rank = letter === "S" ? 0 : { active: 1, leaving: 2, future: 3, disabled: 4 }[state];
  return {
    status: { state, ...(state === "disabled" ? {} : { ...given("from", from || undefined), ...given("until", until || undefined) }) },
    rank,
    until: until || "9999",
  };
}

function stateOf(letter: string, detail: string): SourceState {
  if (detail.endsWith("anticipe") || detail.endsWith("precree")) return letter === "S" ? "disabled" : "future";
  if (letter !== "A") return "disabled";
  return detail.endsWith("sursis") ? "leaving" : "active";
}
