/** Days: what sources write, and arithmetic over months, leap years and week-ends. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, addMonths, addWorkingDays, day, dayNumber, inYearlyWindow, isUnreadableDay, isWithin, parseDay } from "./day.ts";

describe("reading days", () => {
  it.each([
    ["2026-08-31", "2026-08-31"],
    ["2026-08-31 00:08:00", "2026-08-31"],
    ["2026-08-31T22:00:00Z", "2026-08-31"],
    ["2026/08/31", "2026-08-31"],
    ["20260831", "2026-08-31"],
    ["20260831220000Z", "2026-08-31"],
    ["31/08/2026", "2026-08-31"],
    [" 2028-02-29 ", "2028-02-29"],
  ])("reads %s", (text, expected) => {
    expect(parseDay(text)).toBe(expected);
    expect(isUnreadableDay(text)).toBe(false);
  });

  it.each(["", "1900-01-01", "9999-12-31", "99991231000000Z"])("takes %s for no date, without a complaint", (text) => {
    expect(parseDay(text)).toBeNull();
    expect(isUnreadableDay(text)).toBe(false);
  });

  it.each(["2026-02-30", "2026-13-01", "2027-02-29", "bientôt", "31-12-2026", "2026-00-10"])("finds %s unreadable", (text) => {
    expect(parseDay(text)).toBeNull();
    expect(isUnreadableDay(text)).toBe(true);
  });
});

describe("counting days", () => {
  it("counts from 1970-01-01, leap years included", () => {
    expect(dayNumber(day("1970-01-01"))).toBe(0);
    expect(dayNumber(day("2000-03-01"))).toBe(11_017);
  });

  it("goes there and back", () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000, max: 60_000 }), (days) => {
        const moved = addDays(day("1990-06-15"), days);
        expect(dayNumber(moved) - dayNumber(day("1990-06-15"))).toBe(days);
        expect(addDays(moved, -days)).toBe("1990-06-15");
      }),
    );
  });

  it("clips months to their end", () => {
    expect(addMonths(day("2026-08-31"), 6)).toBe("2027-02-28");
    expect(addMonths(day("2027-02-28"), 12)).toBe("2028-02-28");
    expect(addMonths(day("2026-12-15"), 1)).toBe("2027-01-15");
  });

  it("skips week-ends", () => {
    expect(addWorkingDays(day("2026-06-05"), 5)).toBe("2026-06-12"); // Friday to Friday
    expect(addWorkingDays(day("2026-06-06"), 1)).toBe("2026-06-08"); // Saturday to Monday
  });

  it("knows yearly windows, those that cross the new year too", () => {
    expect(inYearlyWindow(day("2026-09-15"), "08-31", "09-15")).toBe(true);
    expect(inYearlyWindow(day("2026-09-16"), "08-31", "09-15")).toBe(false);
    expect(inYearlyWindow(day("2027-01-03"), "12-31", "01-15")).toBe(true);
  });

  it("includes both ends", () => {
    expect(isWithin(day("2026-08-31"), null, day("2026-08-31"))).toBe(true);
    expect(isWithin(day("2026-09-01"), null, day("2026-08-31"))).toBe(false);
    expect(isWithin(day("2026-09-01"), day("2026-09-01"), null)).toBe(true);
  });
});
