/** Applies a saved plan and nothing more: what it held and nobody released, or what is no longer needed, stays undone. */
import { AppError } from "#core/errors.ts";
import type { ChangeKey } from "#core/ids.ts";
import { type ApprovalRequest, recordApproval } from "./approve.ts";
import { carryOut } from "./carry-out.ts";
import type { PassDeps } from "./deps.ts";
import type { SavedPlan } from "./ports.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { prepareUndo } from "./prepare-undo.ts";
import { allowedIn, carriedOver, isExpired } from "./release.ts";
import type { PassReport } from "./report.ts";
import { runPass } from "./run.ts";
import { refuseShadow } from "./shadow.ts";
import { carryOutUndo } from "./undo.ts";

/** All that a plan file says: which saved plan, and the digest it had when it was shown. */
export interface PlanFile {
  readonly planId: string;
  readonly sha256: string;
}

export interface ApplyFileOptions {
  readonly file: PlanFile;
  readonly by: string;
  /** Releases what the saved plan holds. */
  readonly approve: ApprovalRequest | null;
}

/**
 * Plans afresh, a pass as a pass and an undo as an undo, then carries out only what both plans want alike.
 * Throws `plan.unknown`, `plan.forged`, `plan.expired`, `server.shadow` before anything.
 */
export async function applyFile(given: PassDeps, { file, by, approve }: ApplyFileOptions): Promise<PassReport> {
  refuseShadow(given);
  const { scope = null, undoing } = (await findPlan(given, file)).plan;
  const start = undoing === undefined ? { by, scope } : { by, trigger: "undo" as const, undoes: undoing.run };
  return runPass(given, start, async (run, deps) => {
    const older = await findPlan(deps, file);
    if (approve) await recordApproval(deps, older, by, approve);
    if (undoing === undefined) {
      const prepared = await prepare(deps, run);
      return carryOut(deps, prepared, await allowedOf(deps, prepared, older));
    }
    const prepared = await prepareUndo(deps, run, { ...undoing, undone: undoing.run });
    return carryOutUndo(deps, prepared, await allowedOf(deps, prepared, older));
  });
}

async function allowedOf({ store }: PassDeps, { saved: { plan } }: Prepared, older: SavedPlan): Promise<ReadonlySet<ChangeKey>> {
  const approvers = carriedOver(plan, older, await store.approvals(older.id));
  const shown = allowedIn(older.plan, approvers).intersection(approvers);
  return shown.intersection(allowedIn(plan, approvers));
}

async function findPlan(deps: PassDeps, { planId, sha256 }: PlanFile): Promise<SavedPlan> {
  const saved = await deps.store.loadPlan(planId);
  if (saved === null || saved.plan.server !== deps.server) throw new AppError("plan.unknown", { plan: planId });
  if (saved.sha256 !== sha256) throw new AppError("plan.forged", { plan: planId });
  if (isExpired(saved.savedAt, deps.clock.now())) throw new AppError("plan.expired", { plan: planId, savedAt: saved.savedAt });
  return saved;
}
