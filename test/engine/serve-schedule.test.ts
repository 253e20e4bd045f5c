/** The service's hours, over clock changes and clocks that jump: runs are counted, never timed. */
import { describe, expect, it } from "vitest";
import { openSchedule } from "#adapters/schedule/cron.ts";
import { AppError } from "#core/errors.ts";
import { silentLog } from "#engine/log.ts";
import { openWorker } from "#engine/serve/worker.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { fakeTime } from "../fakes/time.ts";
import { asked, midnightAndNoon, openWorld, startsOf } from "./served-world.ts";

describe("the schedule", () => {
  it.each([
    ["2026-03-27T23:30:00Z", "2026-03-30T22:30:00Z", 7],
    ["2026-10-23T22:30:00Z", "2026-10-26T23:30:00Z", 7],
    ["2027-03-26T23:30:00Z", "2027-03-29T22:30:00Z", 7],
    ["2027-10-29T22:30:00Z", "2027-11-01T23:30:00Z", 7],
  ])("runs at midnight and at noon over the change of hour, from %s", async (from, until, count) => {
    const { time, open, runs } = await openWorld(from);
    const worker = open();
    await time.until(until);
    await worker.stop();
    const made = await runs();
    expect(asked(made)).toEqual(Array(count - 1).fill(["schedule", null]));
    expect(new Set(startsOf(made)).size).toBe(count - 1);
  });

  it("in the skipped and in the doubled hour runs once", async () => {
    for (const day of ["2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"]) {
      const { time, open, runs } = await openWorld(`${day}T00:00:01Z`);
      const worker = open(["15 2 * * *", "45 2 * * *"]);
      await time.until(`${day}T05:00:00Z`);
      await worker.stop();
      // Two lines in one hour: both before the doubled one comes again, both at the end of the skipped one.
      expect(startsOf(await runs()).length).toBe(day.includes("-10-") ? 2 : 1);
    }
  });

  it("does not run again when the clock is set back an hour, and runs the next time", async () => {
    const { time, open, runs } = await openWorld("2026-09-01T09:00:00Z");
    const worker = open();
    await time.until("2026-09-01T10:00:30Z");
    time.set("2026-09-01T09:00:30Z");
    await time.until("2026-09-01T21:59:00Z");
    expect(startsOf(await runs())).toHaveLength(1);
    await time.until("2026-09-01T22:01:00Z");
    expect(startsOf(await runs())).toHaveLength(2);
    await worker.stop();
  });

  it("survives a clock that was a year ahead", async () => {
    const { time, open, runs } = await openWorld("2026-09-01T09:00:00Z");
    const worker = open();
    time.set("2027-09-01T09:00:00Z");
    await time.until("2027-09-01T10:01:00Z");
    const ahead = (await runs()).length;
    expect(ahead).toBeGreaterThan(0);
    time.set("2026-09-01T09:30:00Z");
    await time.until("2026-09-01T10:01:00Z");
    await worker.stop();
    expect(await runs()).toHaveLength(ahead + 1);
  });

  it("runs once, when the service starts, what fell due several times while it was down", async () => {
    const { time, open, runs } = await openWorld("2026-09-01T09:00:00Z");
    const first = open();
    await time.until("2026-09-01T10:30:00Z");
    await first.stop();
    await time.until("2026-09-04T10:30:00Z");
    const second = open();
    await time.until("2026-09-04T11:00:00Z");
    await second.stop();
    expect(startsOf(await runs())).toEqual(["2026-09-01T10:00:00.000Z", "2026-09-04T10:30:00.000Z"]);
  });

  it("has missed nothing on a server that never ran", async () => {
    const time = fakeTime("2026-09-01T09:00:00Z");
    let begun = 0;
    const worker = openWorker({
      server: "new",
      clock: time,
      timer: time,
      schedule: openSchedule({ cron: midnightAndNoon, timeZone: "Europe/Paris" }),
      store: openMemoryStore(),
      pass: () => Promise.reject(new AppError("run.busy", { n: ++begun })),
      log: silentLog,
    });
    await time.until("2026-09-01T09:59:00Z");
    expect(begun).toBe(0);
    await time.until("2026-09-01T10:00:00Z");
    expect(begun).toBe(1);
    await worker.stop();
  });
});
