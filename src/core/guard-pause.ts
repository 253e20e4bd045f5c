/** Pauses as guards: what somebody paused waits until they end it, whoever approves. */
import type { Change } from "./change.ts";
import type { Pause } from "./decisions.ts";
import type { Verdict } from "./plan.ts";
import { compareText } from "./text.ts";
import type { World } from "./world.ts";

interface PauseGuard extends Verdict {
  readonly name: "pause";
  readonly watches: (change: Change) => boolean;
}

/** The pause of everything first, then those of one kind of change; `subject` is that kind. */
export function pauseGuards({ decisions }: Pick<World, "decisions">, changes: readonly Change[]): PauseGuard[] {
  const { pause, pausedKinds } = decisions;
  const kinds = [...pausedKinds.keys()].sort(compareText);
  return [...(pause === null ? [] : [guardOf("everything", changes)]), ...kinds.map((kind) => guardOf(kind, changes))];
}

function guardOf(scope: Pause["scope"], changes: readonly Change[]): PauseGuard {
  const watches = (change: Change) => (scope === "everything" || change.kind === scope) && !isUrgent(change);
  const value = changes.filter(watches).length;
  const guard = { name: "pause", value, limit: 0, verdict: value > 0 ? "held" : "ok", watches } as const;
  return scope === "everything" ? guard : { ...guard, subject: scope };
}

/** An emergency lock goes on whatever is paused. */
function isUrgent(change: Change): boolean {
  return change.kind === "account.lock" && change.cause === "emergency";
}
