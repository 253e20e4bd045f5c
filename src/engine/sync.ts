/** A whole pass: read, plan, apply what nothing holds, verify. */
import { type ApprovalRequest, findApprovers, recordApproval } from "./approve.ts";
import { carryOut } from "./carry-out.ts";
import type { PassDeps } from "./deps.ts";
import { prepare } from "./prepare.ts";
import { allowedIn } from "./release.ts";
import type { PassReport } from "./report.ts";
import { runPass } from "./run.ts";

export interface SyncOptions {
  /** Operating-system user or session. */
  readonly by: string;
  /** Releases what this very pass finds held. */
  readonly approve: ApprovalRequest | null;
}

/**
 * Arrivals go on whatever is held. Throws `source.*`, `identity.reserved`, `run.busy`, `store.*`, and `matrix.*` while looking;
 * once something is being applied, upstream failures end in a report with status `interrupted` or `failed`.
 */
export function syncPass(deps: PassDeps, { by, approve }: SyncOptions): Promise<PassReport> {
  return runPass(deps, by, async (run) => {
    // Before anything is read: a request made meanwhile waits for the next pass.
    await deps.store.takeRefreshes(deps.server, run.id);
    const prepared = await prepare(deps, run);
    const { saved } = prepared;
    if (approve) await recordApproval(deps, saved, by, approve);
    return carryOut(deps, prepared, allowedIn(saved.plan, await findApprovers(deps, saved)));
  });
}
