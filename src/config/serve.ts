/** The `serve` section, and each server's `schedule`: when passes come round, and how commands reach the service. */
import { z } from "zod";

/** `*`, `5`, `1-5`, each with a step or not, several with commas. */
const field = String.raw`(\*|\d{1,2}(-\d{1,2})?)(/\d{1,2})?`;
const cronLine = new RegExp(`^${field}(,${field})*( ${field}(,${field})*){4}$`);

const ranges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

function isInRange(line: string): boolean {
  return line.split(" ").every((text, index) => {
    const [low, high] = ranges[index] ?? [0, 0];
    const values = text.replaceAll(/\/\d+/g, "").match(/\d+/g) ?? [];
    const steps = [...text.matchAll(/\/(\d+)/g)].map(([, step]) => Number(step));
    return values.every((value) => Number(value) >= low && Number(value) <= high) && steps.every((step) => step > 0);
  });
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const scheduleSchema = z
  .strictObject({
    cron: z
      .array(
        z
          .string()
          .regex(cronLine, "minute hour day-of-month month day-of-week")
          .refine(isInRange, "minute 0-59, hour 0-23, day of the month 1-31, month 1-12, day of the week 0-7"),
      )
      .default(["0 0 * * *", "0 12 * * *"])
      .describe(
        "When whole passes come round, one line of five fields each: minute, hour, day of the month, month, day of the week. None: only on demand.",
      ),
    timeZone: z.string().refine(isZone, "a zone such as Europe/Paris").default("Europe/Paris").describe("Time zone of these hours."),
  })
  .describe(
    "When `campus serve` runs the passes of this server. A time that a clock change skips runs once, one that comes twice runs once.",
  );

export const serveSchema = z
  .strictObject({
    socketFile: z
      .string()
      .min(1)
      .optional()
      .describe("Socket through which the command line reaches the service, 100 characters at most; by default in the state folder."),
    historyDays: z
      .int()
      .min(30)
      .max(3650)
      .default(400)
      .describe("Days after which past runs are forgotten; the newest ones and those somebody approved stay."),
  })
  .describe("The service that runs passes at any hour, `campus serve`.");
