/** Civil times of a zone and instants: a time that a clock change skips is met once, at the end of the gap; a doubled one counts once, the first time. */

/** Milliseconds of a civil time as if it were UTC: only comparable with others of the same zone. */
export type Civil = number;

/** `zone` is an IANA name; throws RangeError for any other text. */
export function civilOf(instant: number, zone: string): Civil {
  const fields = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => fields.get(type) ?? 0;
  const milliseconds = ((instant % 1000) + 1000) % 1000;
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"), milliseconds);
}

/** The first instant at which the zone's clock shows this time, or a later one when it never does. */
export function instantOf(civil: Civil, zone: string): number {
  const offsets = [-day, day].map((shift) => civilOf(civil + shift, zone) - (civil + shift));
  const [before = 0, after = 0] = offsets;
  const shown = [...new Set(offsets)].map((offset) => civil - offset).filter((instant) => civilOf(instant, zone) === civil);
  if (shown.length > 0) return Math.min(...shown);
  return endOfGap(civil - Math.max(before, after), civil - Math.min(before, after), civil, zone);
}

const day = 86_400_000;
const minute = 60_000;

/** Clocks change on whole minutes. */
function endOfGap(from: number, until: number, civil: Civil, zone: string): number {
  let [low, high] = [Math.floor(from / minute), Math.ceil(until / minute)];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (civilOf(middle * minute, zone) >= civil) high = middle;
    else low = middle + 1;
  }
  return low * minute;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const numeric = "numeric" as const;
  const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", ...fields });
  formats.set(zone, format);
  return format;
}
