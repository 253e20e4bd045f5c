/** Civil days as strings `YYYY-MM-DD`, in the establishment's time zone; no clock here. */
import type { Day } from "./ids.ts";

/** Days before which or after which a date means "none" (docs/RULES.md §2: 1900-01-01, 9999-12-31 are sentinels). */
const firstRealYear = 1920;
const lastRealYear = 2200;

/** A valid day written `YYYY-MM-DD`; throws on anything else: for constants and parsed values only. */
export function day(text: string): Day {
  const parsed = parseDay(text);
  if (parsed === null || parsed !== text) throw new RangeError(`not a day: ${text}`);
  return parsed;
}

/**
 * Reads `YYYY-MM-DD`, `YYYY/MM/DD`, `YYYYMMDD`, `DD/MM/YYYY`, each with or without a time part, which is dropped: some views print
 * the month where minutes belong. null for nothing, a sentinel, or text that is no date.
 */
export function parseDay(text: string | null | undefined): Day | null {
  const parts = splitDate((text ?? "").trim());
  if (parts === null) return null;
  const [year, month, dayOfMonth] = parts;
  if (year < firstRealYear || year > lastRealYear) return null;
  if (month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > lengthOfMonth(year, month)) return null;
  return format(year, month, dayOfMonth);
}

/** True when the text claims to be a date and can't be read as one; a sentinel is not a mistake. */
export function isUnreadableDay(text: string | null | undefined): boolean {
  const trimmed = (text ?? "").trim();
  if (trimmed === "" || parseDay(trimmed) !== null) return false;
  const parts = splitDate(trimmed);
  return parts === null || (parts[0] >= firstRealYear && parts[0] <= lastRealYear);
}

function splitDate(text: string): readonly [number, number, number] | null {
  const iso = /^(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?!\d{3})/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})/.exec(text);
  if (iso) return [Number(iso[1]), Number(iso[2]), Number(iso[3])];
  const french = /^(\d{2})\/(\d{2})\/(\d{4})/.exec(text);
  return french ? [Number(french[3]), Number(french[2]), Number(french[1])] : null;
}

function format(year: number, month: number, dayOfMonth: number): Day {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(dayOfMonth).padStart(2, "0")}` as Day;
}

function lengthOfMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function parts(value: Day): [number, number, number] {
  return [Number(value.slice(0, 4)), Number(value.slice(5, 7)), Number(value.slice(8, 10))];
}

/** Days since 1970-01-01, in the proleptic Gregorian calendar. */
export function dayNumber(value: Day): number {
  const [y, m, d] = parts(value);
  const year = m <= 2 ? y - 1 : y;
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + d - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

function fromDayNumber(days: number): Day {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return format(year, month, dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1);
}

export function addDays(value: Day, days: number): Day {
  return fromDayNumber(dayNumber(value) + days);
}

/** Same day of the month `months` later, clipped to the month's end. */
export function addMonths(value: Day, months: number): Day {
  const [y, m, d] = parts(value);
  const index = y * 12 + (m - 1) + months;
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  return format(year, month, Math.min(d, lengthOfMonth(year, month)));
}

/** Skips Saturdays and Sundays; public holidays are not known. 1970-01-01 was a Thursday. */
export function addWorkingDays(value: Day, count: number): Day {
  let number = dayNumber(value);
  for (let left = count; left > 0; ) {
    number += 1;
    const weekday = (((number + 3) % 7) + 7) % 7;
    if (weekday < 5) left -= 1;
  }
  return fromDayNumber(number);
}

export function monthOf(value: Day): number {
  return Number(value.slice(5, 7));
}

/** Is `today` inside a yearly window `MM-DD`…`MM-DD`, both included, which may cross the new year? */
export function inYearlyWindow(today: Day, from: string, until: string): boolean {
  const now = today.slice(5);
  return from <= until ? now >= from && now <= until : now >= from || now <= until;
}

/** `from <= today <= until`, null meaning open (docs/RULES.md §2: the end day is included). */
export function isWithin(today: Day, from: Day | null, until: Day | null): boolean {
  return (from === null || from <= today) && (until === null || until >= today);
}
