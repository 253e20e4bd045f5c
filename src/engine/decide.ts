/** Takes and ends decisions: checked whole, then written in one transaction with their history. */
import type { Decision, DecisionRecord } from "#core/decision.ts";
import type { Override } from "#core/decisions.ts";
import { AppError } from "#core/errors.ts";
import type { World } from "#core/world.ts";
import { checkDecision } from "./check-decision.ts";
import type { PassDeps } from "./deps.ts";
import { loadKnown } from "./known.ts";
import type { DecisionName } from "./ports.ts";
import { type Act, previewAct } from "./preview-decision.ts";

/** Decisions of one act. */
export const actLimit = 500;

/** Makes the decisions from what is known when they are taken; may throw `decision.*` itself. */
export type Ask = (world: World) => readonly Decision[];

/**
 * All of them or none, each with a row of its own. Throws `decision.*` when one can't be taken, `source.*`, `store.*`.
 * With a digest, also `decision.preview-changed` and `matrix.*`: what was shown must still be what would happen.
 */
export async function takeDecisions(deps: PassDeps, ask: Ask, digest: string | null): Promise<readonly DecisionRecord[]> {
  const take = await checkDecisions(deps, ask);
  if (digest !== null) await checkDigest(deps, { take }, digest);
  return deps.store.decide(deps.server, take, deps.clock.now());
}

/** The decisions as they would be kept; throws as `takeDecisions` does, writes nothing. */
export async function checkDecisions(deps: PassDeps, ask: Ask): Promise<readonly Decision[]> {
  const world = await loadKnown(deps);
  const asked = ask(world);
  if (asked.length > actLimit) throw new AppError("decision.too-many", { count: asked.length, limit: actLimit });
  return asked.map((decision) => checkDecision(world, decision));
}

export interface Ending {
  readonly by: string;
  readonly why: string;
  readonly digest: string | null;
}

/** Throws `decision.none` when there is no such decision, `decision.no-reason`, `decision.preview-changed`, `store.*`. */
export async function endDecision(deps: PassDeps, which: DecisionName, { by, why, digest }: Ending): Promise<DecisionRecord> {
  if (why.trim() === "") throw new AppError("decision.no-reason");
  if (digest !== null) await checkDigest(deps, { end: which }, digest);
  const ended = await deps.store.endDecision(deps.server, which, { at: deps.clock.now(), by, why: why.trim() });
  if (ended === null) throw new AppError("decision.none", { kind: which.kind, subject: which.subject });
  return ended;
}

async function checkDigest(deps: PassDeps, act: Act, shown: string): Promise<void> {
  const { digest } = await previewAct(deps, act);
  if (digest !== shown) throw new AppError("decision.preview-changed", { digest });
}

/** A value to force, null to stop forcing it, absent to leave it as it is. */
export interface Forced {
  readonly displayName?: string | null;
  readonly mail?: string | null;
  readonly disabled?: true | null;
}

/** What is already forced stays, unless told otherwise. */
export function overlayOverride(current: Override | undefined, forced: Forced): Pick<Override, "displayName" | "mail" | "disabled"> {
  const displayName = forced.displayName === undefined ? current?.displayName : forced.displayName;
  const mail = forced.mail === undefined ? current?.mail : forced.mail;
  const disabled = forced.disabled === undefined ? current?.disabled : forced.disabled;
  return {
    ...(displayName ? { displayName } : {}),
    ...(mail ? { mail } : {}),
    ...(disabled ? { disabled } : {}),
  };
}
