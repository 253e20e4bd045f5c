/** A pass: read, plan, apply what nothing holds, verify. */
import { type ApprovalRequest, findApprovers, recordApproval } from "./approve.ts";
import { carryOut } from "./carry-out.ts";
import type { PassDeps } from "./deps.ts";
import { describePlanned } from "./plan-pass.ts";
import type { Run } from "./ports.ts";
import { prepare } from "./prepare.ts";
import { allowedIn } from "./release.ts";
import type { PassReport } from "./report.ts";
import { type PassStart, runPass } from "./run.ts";
import { refuseShadow } from "./shadow.ts";

export interface SyncOptions extends PassStart {
  /** Releases what this very pass finds held. */
  readonly approve: ApprovalRequest | null;
}

/**
 * Arrivals go on whatever is held. Throws `source.*`, `identity.reserved`, `run.busy`, `store.*`, and `matrix.*` while looking;
 * `server.shadow` for an approval there: in shadow mode a pass only plans;
 * once something is being applied, upstream failures end in a report with status `interrupted` or `failed`.
 */
export function syncPass(given: PassDeps, { approve, ...start }: SyncOptions): Promise<PassReport> {
  if (approve) refuseShadow(given);
  return runPass(given, start, async (run, deps) => {
    await takeRequests(deps, run);
    const prepared = await prepare(deps, run);
    const { saved } = prepared;
    if (deps.shadow) return describePlanned(prepared);
    if (approve) await recordApproval(deps, saved, start.by, approve);
    return carryOut(deps, prepared, allowedIn(saved.plan, await findApprovers(deps, saved)));
  });
}

/** Before anything is read: a request made meanwhile waits for the next pass, and all of them for the end of a pause. */
async function takeRequests({ store, server }: PassDeps, { id, today, scope }: Run): Promise<void> {
  const { pause } = await store.loadDecisions(server, today);
  if (pause !== null) return;
  if (scope === null) await store.takeRefreshes(server, id);
  else if (scope.kinds.length === 0) await store.takeRefreshes(server, id, scope);
}
