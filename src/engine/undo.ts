/** Undoes a run: the inverse of what it applied, guarded, approved, carried out and verified as any plan (docs/RULES.md §16). */
import { AppError } from "#core/errors.ts";
import type { ChangeKey } from "#core/ids.ts";
import { type ApprovalRequest, findApprovers, recordApproval } from "./approve.ts";
import { carryOut } from "./carry-out.ts";
import type { PassDeps } from "./deps.ts";
import { describePlanned } from "./plan-pass.ts";
import { type PreparedUndo, prepareUndo } from "./prepare-undo.ts";
import { allowedIn } from "./release.ts";
import type { PassReport } from "./report.ts";
import { type Body, runPass } from "./run.ts";
import { refuseShadow } from "./shadow.ts";
import { holdAgain, releaseRefused } from "./undo-holds.ts";
import { findUndone } from "./undone-run.ts";

export interface UndoOptions {
  /** Id of the run to take back. */
  readonly run: string;
  readonly by: string;
  readonly why: string;
  /** Releases what this very undo finds held. */
  readonly approve: ApprovalRequest | null;
  /** Plans and saves, applies nothing. */
  readonly planOnly?: boolean;
}

/** Throws `server.shadow`, `undo.no-reason`, `run.unknown`, `undo.forgotten` before anything; then as a pass. */
export async function undoRun(given: PassDeps, { run: undone, by, why, approve, planOnly = false }: UndoOptions): Promise<PassReport> {
  refuseShadow(given);
  if (why.trim() === "") throw new AppError("undo.no-reason");
  await findUndone(given, undone);
  return runPass(given, { by, trigger: "undo", undoes: undone }, async (run, deps) => {
    const prepared = await prepareUndo(deps, run, { undone, by, why: why.trim() });
    if (approve) await recordApproval(deps, prepared.saved, by, approve);
    if (planOnly) return describePlanned(prepared);
    return carryOutUndo(deps, prepared, allowedIn(prepared.saved.plan, await findApprovers(deps, prepared.saved)));
  });
}

export async function carryOutUndo(deps: PassDeps, prepared: PreparedUndo, allowed: ReadonlySet<ChangeKey>): Promise<Body> {
  await holdAgain(deps, prepared, allowed);
  const body = await carryOut(deps, prepared, allowed);
  // After an interruption nobody knows what was done: the holds stay, the same undo goes on from there.
  if (body.error === null && body.failed + body.skipped > 0) await releaseRefused(deps, prepared);
  return body;
}
