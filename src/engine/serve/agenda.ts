/** When the next whole pass of a server is due, whatever its clock does meanwhile. */
import type { Run, Schedule } from "../ports.ts";

/** A clock set back by more than this was wrong before; by less (a change of hour, a correction), what has run is not due again. */
export const toleratedJumpMs = 2 * 3_600_000;

export interface Agenda {
  /** Milliseconds since 1970; null when nothing is scheduled. `now` is told at every look, so that jumps of the clock are seen. */
  due(now: number): number | null;
  /** The pass that was due has begun. */
  begun(now: number): void;
}

/** What fell due while nobody was there is due at once, and once. `last` = the latest whole run known; null = none, and then nothing was missed. */
export function openAgenda(schedule: Schedule | null, last: Pick<Run, "startedAt"> | null, opened: number): Agenda {
  const next = (after: number): number | null => {
    const found = schedule?.next(new Date(after).toISOString()) ?? null;
    return found === null ? null : Date.parse(found);
  };
  const started = last === null ? opened : Date.parse(last.startedAt);
  let due = next(started - opened > toleratedJumpMs ? opened : started);
  let seen = opened;
  return {
    due(now) {
      if (seen - now > toleratedJumpMs) due = next(now);
      seen = now;
      return due;
    },
    begun(now) {
      seen = now;
      due = next(now);
    },
  };
}
