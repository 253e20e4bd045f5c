/** Schedules over the clock changes of two years, and lines that mean nothing. */
import { expect, it } from "vitest";
import { openSchedule } from "./cron.ts";

const paris = (...cron: string[]) => openSchedule({ cron, timeZone: "Europe/Paris" });

function times(cron: string[], from: string, until: string): string[] {
  const schedule = paris(...cron);
  const found: string[] = [];
  for (let at = schedule.next(from); at !== null && at < until; at = schedule.next(at)) found.push(at);
  return found;
}

it("runs midnight and noon twice a day over both clock changes of 2026 and 2027, never twice, never not", () => {
  for (const [from, until] of [
    ["2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z"],
    ["2026-10-24T00:00:00Z", "2026-10-27T00:00:00Z"],
    ["2027-03-27T00:00:00Z", "2027-03-30T00:00:00Z"],
    ["2027-10-30T00:00:00Z", "2027-11-02T00:00:00Z"],
  ] as const) {
    expect(times(["0 0 * * *", "0 12 * * *"], from, until)).toHaveLength(6);
  }
  expect(times(["0 0 * * *", "0 12 * * *"], "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z")).toEqual([
    "2026-10-24T22:00:00.000Z",
    "2026-10-25T11:00:00.000Z",
    "2026-10-25T23:00:00.000Z",
    "2026-10-26T11:00:00.000Z",
  ]);
});

it("in the hour that is skipped runs once, at its end, however many times the line asks for", () => {
  for (const day of ["2026-03-29", "2027-03-28"]) {
    for (const line of ["30 2 * * *", "*/30 2 * * *", "0,30 2 * * *", "* 2 * * *"])
      expect(times([line], `${day}T00:00:00.000Z`, `${day}T20:00:00.000Z`)).toEqual([`${day}T01:00:00.000Z`]);
  }
});

it("in the hour that comes twice runs once", () => {
  for (const day of ["2026-10-25", "2027-10-31"]) {
    expect(times(["30 2 * * *"], `${day}T00:00:00.000Z`, `${day}T20:00:00.000Z`)).toEqual([`${day}T00:30:00.000Z`]);
    expect(times(["0,30 2 * * *"], `${day}T00:00:00.000Z`, `${day}T20:00:00.000Z`)).toEqual([`${day}T00:30:00.000Z`]);
    expect(times(["0 * * * *"], `${day}T00:00:00.000Z`, `${day}T03:30:00.000Z`)).toEqual([2, 3].map((h) => `${day}T0${h}:00:00.000Z`));
  }
});

it("refuses a line or a zone that means nothing, and knows when a date never comes", () => {
  for (const line of ["99 2 * * *", "0 0 * *", "soon", ""]) expect(() => paris(line)).toThrow(/schedule.invalid/);
  expect(() => openSchedule({ cron: ["0 0 * * *"], timeZone: "Europe/Pariss" })).toThrow(/schedule.invalid/);
  expect(paris("0 0 30 2 *").next("2026-01-01T00:00:00Z")).toBeNull();
  expect(paris().next("2026-01-01T00:00:00Z")).toBeNull();
});
