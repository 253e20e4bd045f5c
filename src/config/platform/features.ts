/** What people may use on a platform, how long contents live, how much they may send. */
import { z } from "zod";
import { days } from "./durations.ts";

export const retentionSchema = z
  .strictObject({
    messagesDays: days(90).describe("Messages older than this are hidden at once and deleted by a daily job."),
    mediaDays: days(90).describe("Files nobody opened for this long are deleted; avatars are kept."),
    redactedDays: days(7).describe("How long the original of a redacted message is kept."),
  })
  .prefault({})
  .describe("How long contents are kept. Names, topics and memberships of rooms are never deleted by it.");

const domain = z
  .string()
  .max(230)
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:\d{1,5})?$/,
    "expected a server name such as univ-amie.example",
  );

export const federationSchema = z
  .union([z.literal("closed"), z.array(domain).min(1)])
  .default("closed")
  .describe("closed: no exchange with any other Matrix server, in or out; or the list of the only servers exchanged with.");

const bridge = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, "a-z 0-9 -")
    .describe("Name of the bridge."),
  registrationFile: z.string().min(1).describe("Its registration as an application service."),
});

export const featuresSchema = z
  .strictObject({
    calls: z
      .enum(["off", "voice", "video"])
      .default("off")
      .describe(
        "off: call events are refused by the server, and no relay (TURN) is offered. Inside a room that people encrypted it sees nothing.",
      ),
    turn: z
      .strictObject({
        uris: z
          .array(z.string().regex(/^turns?:[^\s]+$/, "expected turn:host or turns:host"))
          .min(1)
          .describe("Addresses of the relay."),
        secretFile: z.string().min(1).describe("File of the secret shared with it, readable by its owner only."),
      })
      .optional()
      .describe("Relay of calls; only where calls are on."),
    widgets: z.enum(["off", "on"]).default("off").describe("off: widget events are refused by the server."),
    urlPreviews: z
      .enum(["off", "on"])
      .default("off")
      .describe("on: Synapse fetches pages that people link to; private networks are never asked."),
    bridges: z.array(bridge).default([]).describe("Bridges to other networks."),
    e2ee: z
      .enum(["off", "invite", "all"])
      .default("off")
      .describe("Which new rooms start encrypted. off: none, but people may turn encryption on in rooms of their own."),
  })
  .prefault({})
  .describe("What people may use.");

export const roomsSchema = z
  .strictObject({
    createdBy: z.enum(["everybody", "campus"]).default("everybody").describe("Who may make rooms and spaces."),
    directChats: z.boolean().default(true).describe("People may open a chat of two, even where only campus makes rooms."),
  })
  .prefault({})
  .describe("Rooms besides those that campus makes.");

export const uploadsSchema = z
  .strictObject({
    maxSizeMb: z.number().int().min(1).max(10_000).default(50).describe("Largest file, in megabytes."),
    types: z
      .array(z.string().regex(/^[a-z]+\/([a-z0-9.+-]+|\*)$/, "expected a media type such as image/png or image/*"))
      .default([])
      .describe(
        "Media types people may announce when they send a file; empty: all. Files of encrypted rooms are announced as application/octet-stream, which must then be listed.",
      ),
  })
  .prefault({})
  .describe("Files that people send.");

export const directorySchema = z
  .strictObject({
    everybody: z.boolean().default(true).describe("Everybody finds everybody by name; false: only people one shares a room with."),
  })
  .prefault({})
  .describe("Search for people. Those on the red list are never found.");

const limit = (perSecond: number, burst: number) =>
  z
    .strictObject({
      perSecond: z.number().positive().max(1_000_000).default(perSecond).describe("How many a second, in the long run."),
      burst: z.number().int().positive().max(10_000_000).default(burst).describe("How many at once."),
    })
    .prefault({});

export const limitsSchema = z
  .strictObject({
    signInPerAddress: limit(50, 500).describe("Sign-ins from one address: a whole campus may come from one."),
    signInPerAccount: limit(1, 20).describe("Sign-ins of one account."),
    messages: limit(1, 30).describe("Messages and other events of one person."),
    joinsPerRoom: limit(10_000, 100_000).describe(
      "Joins of one room, campus's own included: low values keep people out after a large arrival.",
    ),
  })
  .prefault({})
  .describe("Limits of pace, made for a campus behind one address. campus itself has none.");

export const elementSchema = z
  .strictObject({
    folder: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe(
        "Folder of an unpacked Element Web, on its machine; null: the archive's, or only its configuration and the welcome page are served.",
      ),
    archive: z
      .strictObject({
        file: z.string().min(1).optional().describe("The archive, on this machine."),
        url: z
          .url({ protocol: /^https?$/ })
          .optional()
          .describe("Its address on a mirror of the site's own."),
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/, "expected the 64 hexadecimal digits that sha256sum gives")
          .describe("Its SHA-256, as its publisher gives it: another content is refused."),
      })
      .refine(({ file, url }) => (file === undefined) !== (url === undefined), "expected either file or url")
      .optional()
      .describe("Archive (tar.gz) of Element Web, unpacked at installation; instead of a folder."),
    version: z
      .string()
      .regex(/^\d+\.\d+\.\d+$/, "expected a version such as 1.12.21")
      .nullable()
      .default(null)
      .describe("Version of Element Web that the site serves."),
    brand: z.string().min(1).max(60).default("Messagerie").describe("Name that people read."),
    establishment: z.string().min(1).max(120).default("Université").describe("Name of the establishment, on the welcome and error pages."),
    helpUrl: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .default(null)
      .describe("Page of help."),
    helpMail: z.email().nullable().default(null).describe("Address of those who help."),
    links: z
      .array(
        z.strictObject({
          text: z.string().min(1).max(60).describe("What people read."),
          url: z.url({ protocol: /^https?$/ }).describe("Where it leads."),
        }),
      )
      .default([])
      .describe("Links on the welcome page."),
  })
  .prefault({})
  .describe("Element, the client in the browser.");
