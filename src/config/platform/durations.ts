/** Lengths of time in a platform's description: whole days, written so that nobody's months become Synapse's minutes. */
import { z } from "zod";

const perUnit: Readonly<Record<string, number>> = { d: 1, w: 7, y: 365 };

/** Days in `90`, `"90d"`, `"12w"` or `"1y"`; null for anything else. */
export function daysIn(value: number | string): number | null {
  if (typeof value === "number") return value;
  const [, count, unit] = /^(\d{1,4})([dwy])$/.exec(value) ?? [];
  return count === undefined || unit === undefined ? null : Number(count) * (perUnit[unit] ?? 0);
}

/** A number of days between 1 and 3650, with its default. In Synapse's own settings "3m" means three minutes, so months are refused. */
export function days(fallback: number) {
  return z
    .union([z.number(), z.string()])
    .refine((value) => isDays(daysIn(value)), {
      error: ({ input }) =>
        /^\d+\s*m/i.test(String(input))
          ? `"${String(input)}": Synapse reads m as minutes; write days, such as 90 or "90d"`
          : `"${String(input)}": expected days from 1 to 3650, such as 90, "90d", "12w" or "1y"`,
    })
    .transform((value) => daysIn(value) ?? fallback)
    .default(fallback);
}

function isDays(value: number | null): boolean {
  return value !== null && Number.isInteger(value) && value >= 1 && value <= 3650;
}
