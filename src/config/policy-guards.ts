/** The `policy.guards` part: the limits of docs/RULES.md §7. */
import { z } from "zod";

const limit = z
  .strictObject({
    min: z.int().min(0).describe("Count that never trips."),
    percent: z.number().min(0).max(100).describe("Share of the last applied state that never trips either."),
    cap: z.int().min(0).describe("Most that the share may amount to."),
  })
  .partial();
const yearDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "MM-DD");
const window = z.strictObject({
  from: yearDay.describe("First day, MM-DD."),
  until: yearDay.describe("Last day, MM-DD; may be in the next year."),
});

export const guardsPatch = z
  .strictObject({
    exits: limit.describe("Accounts sent to leaving, locked or deactivated within an hour, the pass included."),
    exitsWeek: limit.describe("The same over 7 days."),
    windowFactor: z.number().min(1).max(100).describe("Multiplier of both limits on exits inside the declared windows."),
    declaredWindows: z.array(window).describe("Periods when many exits are expected."),
    weekFactor: z
      .number()
      .min(1)
      .max(100)
      .describe("Over 7 days, guards without a weekly limit of their own let go this many times what one pass may."),
    closings: limit.describe("Structures closed within an hour, the pass included."),
    removals: limit.describe("Memberships removed within an hour, the pass included, those that follow exits and closings not counted."),
    removalsWeek: limit.describe("The same over 7 days."),
    structureLoss: limit.describe("Members lost by one structure within an hour, the pass included."),
    promotions: limit.describe("New levels of 50 or more and new members of Encadrement within an hour, the pass included."),
    demotions: limit.describe("Levels of 50 or more taken back within an hour, the pass included."),
    growth: limit.describe("Accounts created within an hour, the pass included, after the first run."),
    renames: limit.describe("Display names changed within an hour, the pass included."),
    mails: limit.describe("Mail addresses changed within an hour, the pass included."),
    redList: limit.describe(
      "People who come off the red list within an hour, the pass included; the percentage is of the hidden accounts.",
    ),
    externalIds: z.int().min(0).describe("External ids changed within an hour, the pass included."),
    shrunk: z
      .strictObject({
        percent: z.number().min(0).max(100).describe("Share of the last good read under which a source is held to have shrunk."),
        tolerated: z.int().min(0).describe("People that a small source may lose without a word."),
        smallSource: z.int().min(0).describe("People under which a source is small."),
      })
      .partial()
      .describe("When a source gives suspiciously few people."),
  })
  .partial();
