/** Seconds and requests of each part of a pass, read off the news it gives. */
import { noDetails, type PassPhase, type RunDetails } from "#core/run-details.ts";
import type { PassDeps } from "./deps.ts";
import type { Progress, Watch } from "./ports.ts";

export interface Meter {
  readonly watch: Watch;
  /** What was measured so far. */
  readonly read: () => RunDetails;
}

/** Applying begins when the plan is there; its first news comes only after the first change. */
const phaseOf = {
  reading: "read",
  observing: "observe",
  planning: "plan",
  planned: "apply",
  applying: "apply",
  verifying: "verify",
} as const satisfies Record<Progress["at"], PassPhase>;

export function openMeter({ clock, homeserver, watch }: Pick<PassDeps, "clock" | "homeserver" | "watch">): Meter {
  const seconds: Partial<Record<PassPhase, number>> = {};
  const requests: Partial<Record<PassPhase, number>> = {};
  const now = () => ({ time: Date.parse(clock.now()), sent: homeserver.reader.requests() });
  let phase: PassPhase | null = null;
  let since = now();
  const close = (): void => {
    const at = now();
    if (phase !== null) {
      seconds[phase] = round((seconds[phase] ?? 0) + Math.max(0, at.time - since.time) / 1000);
      requests[phase] = (requests[phase] ?? 0) + at.sent - since.sent;
    }
    since = at;
  };
  return {
    watch: (progress) => {
      if (phaseOf[progress.at] !== phase) {
        close();
        phase = phaseOf[progress.at];
      }
      watch(progress);
    },
    read: () => {
      close();
      return { ...noDetails, seconds: { ...seconds }, requests: { ...requests } };
    },
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
