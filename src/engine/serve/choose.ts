/** What the service runs next for one server: pure, from what is due, what failed, and what was asked for. */
import type { Decisions, Pause } from "#core/decisions.ts";
import { everything, type Scope } from "#core/scope.ts";
import type { Trigger } from "../ports.ts";

/** A run that the service starts by itself. */
export interface Wanted {
  readonly trigger: Trigger;
  readonly scope: Scope | null;
}

export interface Retry {
  readonly wanted: Wanted;
  /** When it was first due, in milliseconds since 1970. */
  readonly since: number;
  /** Another process was at work: it may have done this. */
  readonly busy?: true;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What refresh requests ask for. */
export type Requests = Pick<Decisions, "refreshes" | "structureRefreshes">;

export interface Situation {
  /** Milliseconds since 1970; null without a schedule. */
  readonly due: number | null;
  readonly retry: Retry | null;
  readonly requests: Requests;
  /** A pass over what SCIM clients pushed has just ended: what they alone ask for waits a little. */
  readonly resting: boolean;
  readonly pause: Pause | null;
}

/** Above this many people, or structures, a whole pass is cheaper than one over them. */
export const [peopleAtOnce, structuresAtOnce] = [200, 20];

/**
 * A whole pass serves whatever else waits. While a failure is waited out, requests wait with it: what failed once, a source or the
 * server, would fail for them too; the schedule is kept.
 */
export function chooseRun({ due, retry, requests, resting, pause }: Situation, now: number): Wanted | null {
  if (pause !== null) return null;
  if (due !== null && due <= now) return { trigger: "schedule", scope: null };
  if (retry !== null) {
    if (retry.at > now) return null;
    return retry.wanted.scope === null ? retry.wanted : withRequests(retry.wanted, requests);
  }
  if (requests.refreshes.size + requests.structureRefreshes.size === 0) return null;
  const trigger = triggerOf(requests);
  return trigger === "scim" && resting ? null : withRequests({ trigger, scope: everything }, requests);
}

function withRequests({ trigger, scope }: Wanted, { refreshes, structureRefreshes }: Requests): Wanted {
  const people = [...new Set([...(scope?.people ?? []), ...refreshes.keys()])];
  const structures = [...new Set([...(scope?.structures ?? []), ...structureRefreshes.keys()])];
  const isMany = people.length > peopleAtOnce || structures.length > structuresAtOnce;
  return { trigger, scope: isMany || scope === null ? null : { ...scope, people, structures } };
}

/** Requests that the SCIM endpoint makes bear its name. */
function triggerOf({ refreshes, structureRefreshes }: Requests): Trigger {
  return [...refreshes.values(), ...structureRefreshes.values()].every(({ by }) => /^scim\b/i.test(by)) ? "scim" : "refresh";
}

/** After another process's pass was met. */
export const busyMs = 60_000;
const firstBackoffMs = 60_000;
const longestBackoffMs = 3_600_000;

/** Doubles with every failure in a row, up to an hour. */
export function backoffMs(failures: number): number {
  return Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.max(0, failures - 1));
}
