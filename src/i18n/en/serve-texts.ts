/** English texts of passes over a part, of `campus serve` and of the history of runs. */
import type { serveTextsFr } from "../fr/serve-texts.ts";

export const serveTextsEn: Readonly<Record<keyof typeof serveTextsFr, string>> = {
  "help.scope.person": "limits the pass to this person (repeatable): immutable id, login or Matrix id",
  "help.scope.structure": "limits the pass to this structure (repeatable): code or acronym",
  "help.scope.kind": "limits the pass to this kind of change (repeatable), such as member.join",
  "usage.kind": '"{value}" is not a kind of change: {kinds}',
  "progress.planning": "Computing the plan…",
};
