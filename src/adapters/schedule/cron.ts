/** Cron lines in a time zone. croner finds the civil times; clock changes are ours, so that nothing runs twice or never. */
import { Cron } from "croner";
import { AppError } from "#core/errors.ts";
import type { Schedule } from "#engine/ports.ts";
import { civilOf, instantOf } from "./civil-time.ts";

export interface CronLines {
  /** Five fields each: minute, hour, day of the month, month, day of the week. */
  readonly cron: readonly string[];
  readonly timeZone: string;
}

/** Times of one line that a clock change may fold into one instant: a day of minutes. */
const foldedTimes = 1500;

/** @throws AppError schedule.invalid {cron, detail}. */
export function openSchedule({ cron, timeZone }: CronLines): Schedule {
  const lines = cron.map((line) => parse(line, timeZone));
  return {
    next: (after) => {
      const from = Date.parse(after);
      const found = lines.map((line) => nextOf(line, from, timeZone)).filter((one) => one !== null);
      return found.length === 0 ? null : new Date(Math.min(...found)).toISOString();
    },
  };
}

function parse(line: string, timeZone: string): Cron {
  try {
    civilOf(0, timeZone);
    return new Cron(line, { paused: true, timezone: "UTC", mode: "5-part" });
  } catch (error) {
    throw new AppError("schedule.invalid", { cron: line, detail: error instanceof Error ? error.message : String(error) }, error);
  }
}

/** First instant after `from`; null for a date that never comes. */
function nextOf(line: Cron, from: number, zone: string): number | null {
  let civil: Date | null = new Date(civilOf(from, zone));
  for (let tries = 0; tries < foldedTimes; tries += 1) {
    civil = line.nextRun(civil);
    if (civil === null) return null;
    const instant = instantOf(civil.getTime(), zone);
    if (instant > from) return instant;
  }
  return null;
}
