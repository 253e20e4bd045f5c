/** Clock and log of every command. */
import { join } from "node:path";
import { pino } from "pino";
import type { CampusConfig } from "#config/schema.ts";
import { parseDay } from "#core/day.ts";
import type { Day } from "#core/ids.ts";
import type { Log } from "#engine/log.ts";
import type { Clock } from "#engine/ports.ts";

export function fixedDay(config: CampusConfig): Day | null {
  return config.today === undefined ? null : parseDay(config.today);
}

export function openClock(fixed: Day | null): Clock {
  const calendar = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris" });
  return {
    today: () => fixed ?? (calendar.format(new Date()) as Day),
    now: () => new Date().toISOString(),
  };
}

/** JSON lines beside the state: the terminal is for people. */
export function openLog(config: CampusConfig): Log {
  const dest = join(config.stateFolder, "log/campus.log");
  const destination = pino.destination({ dest, mkdir: true, mode: 0o600, sync: true });
  // A log that can't be written (full disk) must not end a pass half-way.
  destination.on("error", () => {});
  return pino({ base: null }, destination);
}
