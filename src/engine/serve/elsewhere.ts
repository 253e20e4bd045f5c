/** What another service on the same database has done meanwhile. */
import type { Run } from "../ports.ts";
import { toleratedJumpMs } from "./agenda.ts";
import type { Retry, Wanted } from "./choose.ts";
import type { WorkerDeps } from "./worker.ts";

/** Runs that it may have made since one fell due here. */
const runsLookedAt = 100;

/** Another service on the same database did it: a scheduled pass since it was due, or requests that are no longer there. */
export async function isDoneElsewhere(
  { store, server, clock }: Pick<WorkerDeps, "store" | "server" | "clock">,
  retry: Retry | null,
  due: number | null,
  { trigger, scope }: Wanted,
): Promise<boolean> {
  if (trigger === "schedule" && scope === null) {
    const now = Date.parse(clock.now());
    const since = Math.min(...[retry?.since, due].filter((at) => typeof at === "number"));
    // A clock that was far ahead left runs that say nothing of today.
    const counts = (at: number) => at >= since && at - now <= toleratedJumpMs;
    const runs = await store.runs(server, runsLookedAt);
    return runs.some((run) => run.trigger === "schedule" && run.scope === null && hasServed(run) && counts(Date.parse(run.startedAt)));
  }
  if (retry === null || scope === null) return false;
  const { refreshes, structureRefreshes } = await store.loadDecisions(server, clock.today());
  const isWaiting = scope.people.some((one) => refreshes.has(one)) || scope.structures.some((one) => structureRefreshes.has(one));
  return trigger !== "undo" && retry.busy === true && !isWaiting;
}

function hasServed({ status }: Run): boolean {
  return status === "done" || status === "held";
}
