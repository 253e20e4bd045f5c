/** What every kind of source may say about its place among the others: keys that all kinds share. */
import { z } from "zod";
import type { GivenRole } from "#core/merge-policy.ts";

/** Spread into the object of each kind of source. */
export const roleKeys = {
  required: z
    .boolean()
    .default(true)
    .describe(
      "false = a pass goes on when this source can't be read: what it alone gives is kept, and whatever takes something away waits.",
    ),
  joinBy: z
    .array(z.enum(["id", "login", "mail"]))
    .min(1)
    .default(["id"])
    .describe("What tells that an entry is somebody whom another source has, tried in this order: immutable id, login, mail."),
  issuesIds: z
    .boolean()
    .optional()
    .describe(
      "An entry that joins nobody is a new person; true by default when joinBy has id. false = the source only adds to people of others.",
    ),
  idPrefix: z
    .string()
    .regex(/^[A-Za-z0-9._:-]*$/, "A-Z a-z 0-9 . _ : -")
    .default("")
    .describe(
      "Put before the ids of this source's people and structures. Sources with the same prefix share one numbering. Fixed after the first run.",
    ),
};

/** A person's key is an immutable id: a source that issues people must give one. */
export const issuesWithoutId = ({ joinBy, issuesIds }: GivenRole): boolean => issuesIds === true && !joinBy.includes("id");
