/** Description of a platform: the one text from which a homeserver's files are rendered. */
import { z } from "zod";

const port = z.number().int().min(1).max(65535).nullable().default(null);
const days = (fallback: number) => z.number().int().min(1).max(3650).default(fallback);

/** Host name with an optional port, as Matrix server names are written (Matrix specification, Appendices, "Server Name"). */
const serverName = z
  .string()
  .max(230)
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/, "expected a lower-case host name such as univ-demo.example");

export const platformSchema = z.strictObject({
  target: z.literal("local").default("local").describe("Where it runs. local: processes of this machine, on the loopback address."),
  profile: z
    .enum(["demo", "production"])
    .default("demo")
    .describe("demo alone lets people sign in with a password and lowers the cost of hashing them; production never does."),
  serverName: serverName
    .default("univ-demo.example")
    .describe("Part after the colon in Matrix ids. Fixed for the life of the platform: its database refuses another one."),
  stateFolder: z
    .string()
    .min(1)
    .default(".campus/platform")
    .describe("Folder of the database, media, secrets, logs. Relative to the configuration file."),
  ports: z
    .strictObject({ client: port.describe("Loopback port of the homeserver; null: a free one, kept from then on.") })
    .prefault({})
    .describe("Ports, all on 127.0.0.1."),
  synapse: z
    .strictObject({ version: z.string().default("1.163.2").describe("Version of Synapse the files are rendered for.") })
    .prefault({})
    .describe("The homeserver program."),
  retention: z
    .strictObject({
      messagesDays: days(90).describe("Messages older than this are hidden at once and deleted by a daily job."),
      mediaDays: days(90).describe("Files nobody opened for this long are deleted; avatars are kept."),
      redactedDays: days(7).describe("How long the original of a redacted message is kept."),
    })
    .prefault({})
    .describe("How long contents are kept. Names, topics and memberships of rooms are never deleted by it."),
  federation: z.literal("closed").default("closed").describe("closed: no exchange with any other Matrix server, in or out."),
  features: z
    .strictObject({
      calls: z
        .literal("off")
        .default("off")
        .describe(
          "off: call events are refused by the server, and no relay (TURN) is offered. Inside a room that people encrypted it sees nothing.",
        ),
      widgets: z.literal("off").default("off").describe("off: widget events are refused by the server."),
      e2ee: z
        .enum(["off", "invite", "all"])
        .default("off")
        .describe("Which new rooms start encrypted. off: none, but people may turn encryption on in rooms of their own."),
    })
    .prefault({})
    .describe("What people may use."),
});

export type Platform = z.infer<typeof platformSchema>;
/** The only target that exists so far. */
export type LocalPlatform = Platform;
