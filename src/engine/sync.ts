/** A pass: read, plan, apply what nothing holds, verify. */

import { isOfPeople } from "#core/scope.ts";
import { type ApprovalRequest, findApprovers, recordApproval } from "./approve.ts";
import { carryOut } from "./carry-out.ts";
import type { PassDeps } from "./deps.ts";
import { prepare } from "./prepare.ts";
import { allowedIn } from "./release.ts";
import type { PassReport } from "./report.ts";
import { type PassStart, runPass } from "./run.ts";

export interface SyncOptions extends PassStart {
  /** Releases what this very pass finds held. */
  readonly approve: ApprovalRequest | null;
}

/**
 * Arrivals go on whatever is held. Throws `source.*`, `identity.reserved`, `run.busy`, `store.*`, and `matrix.*` while looking;
 * once something is being applied, upstream failures end in a report with status `interrupted` or `failed`.
 */
export function syncPass(given: PassDeps, { approve, ...start }: SyncOptions): Promise<PassReport> {
  return runPass(given, start, async (run, deps) => {
    // Before anything is read: a request made meanwhile waits for the next pass.
    if (run.scope === null) await deps.store.takeRefreshes(deps.server, run.id);
    else if (isOfPeople(run.scope)) await deps.store.takeRefreshes(deps.server, run.id, run.scope.people);
    const prepared = await prepare(deps, run);
    const { saved } = prepared;
    if (approve) await recordApproval(deps, saved, start.by, approve);
    return carryOut(deps, prepared, allowedIn(saved.plan, await findApprovers(deps, saved)));
  });
}
