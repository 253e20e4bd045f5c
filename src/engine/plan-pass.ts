/** A pass that only plans: nothing is written on the server, nor in what campus remembers of it. */
import type { PassDeps } from "./deps.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { type PassReport, type SourceState, tally } from "./report.ts";
import { type Body, type PassStart, runPass } from "./run.ts";

/** `start` may be the operating-system user or the session alone. Status `done` (nothing to do), `pending` or `held`. */
export function planPass(given: PassDeps, start: PassStart | string): Promise<PassReport> {
  return runPass(given, typeof start === "string" ? { by: start } : start, async (run, deps) => {
    return describePlanned(await prepare(deps, run));
  });
}

export function describePlanned(prepared: Prepared): Body {
  const held = prepared.saved.plan.changes.filter((change) => change.held !== undefined).length;
  return describe(prepared, tally({ plan: prepared.saved, applied: null, held, remaining: null }));
}

/** A report's body from what was prepared and what came of it. */
export function describe({ directory, saved, missing }: Prepared, settled: ReturnType<typeof tally>): Body {
  const { people, structures, readings } = directory;
  const read = readings.map(({ source, people, readAt = null }): SourceState => ({ source, readAt, people, failure: null }));
  const unread = missing.map(({ source, readAt, error }): SourceState => ({ source, readAt, people: null, failure: error }));
  const sources = [...read, ...unread];
  return { ...settled, plan: saved, people: people.size, structures: structures.size, problems: saved.plan.problems, sources };
}
