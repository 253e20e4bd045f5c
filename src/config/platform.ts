/** Description of a platform: the one text from which every program's files are rendered. */
import { z } from "zod";
import {
  directorySchema,
  elementSchema,
  featuresSchema,
  federationSchema,
  limitsSchema,
  retentionSchema,
  roomsSchema,
  uploadsSchema,
} from "./platform/features.ts";
import { accessSchema, certificatesSchema, hostsSchema, portsSchema, publicUrl } from "./platform/network.ts";
import { signInSchema } from "./platform/sign-in.ts";
import { databaseSchema, redisSchema, synapseSchema } from "./platform/synapse.ts";

export const platformSchema = z.strictObject({
  target: z
    .enum(["local", "systemd"])
    .default("local")
    .describe(
      "Where it runs. local: processes of this machine, on loopback addresses. systemd: four machines, a folder of files for each.",
    ),
  profile: z
    .enum(["demo", "lab", "production"])
    .default("demo")
    .describe(
      "demo: one process, sign-in with passwords. lab: every program of a real platform, quick and thrown away. production: what people rely on.",
    ),
  stateFolder: z
    .string()
    .min(1)
    .default(".campus/platform")
    .describe("Folder of the rendered files and secrets and, on the local target, of data and logs. Relative to the configuration file."),
  publicUrl: publicUrl.describe("Address of the Matrix client API for people's clients. null: the loopback one (local target only)."),
  elementUrl: publicUrl.describe("Address of Element for people. null: the loopback one (local target only)."),
  hosts: hostsSchema,
  ports: portsSchema,
  certificates: certificatesSchema,
  access: accessSchema,
  synapse: synapseSchema.prefault({}).describe("The homeserver program."),
  database: databaseSchema,
  redis: redisSchema,
  reverseProxy: z
    .enum(["auto", "off"])
    .default("auto")
    .describe(
      "nginx in front of Synapse: auto = except in the demonstration; off is for one process that something else stands in front of.",
    ),
  signIn: signInSchema,
  element: elementSchema,
  monitoring: z.enum(["auto", "off"]).default("auto").describe("Prometheus beside the platform: auto = except in the demonstration."),
  retention: retentionSchema,
  uploads: uploadsSchema,
  federation: federationSchema,
  features: featuresSchema,
  rooms: roomsSchema,
  directory: directorySchema,
  limits: limitsSchema,
});

/** A platform as described, every key present. */
export type Platform = z.infer<typeof platformSchema>;

/** A platform with the server it is for. */
export interface ServerPlatform extends Platform {
  /** Name of the server in campus. */
  readonly name: string;
  /** Part after the colon in Matrix ids: fixed for the life of the platform, since its database refuses another one. */
  readonly serverName: string;
  /** Language of what is written to everybody. */
  readonly language: "fr" | "en";
}

/** Checks a description and completes it: for platforms that no configuration file describes. */
export function describePlatform(
  server: Pick<ServerPlatform, "name" | "serverName"> & Partial<Pick<ServerPlatform, "language">>,
  input: z.input<typeof platformSchema>,
): ServerPlatform {
  return { language: "fr", ...server, ...platformSchema.parse(input) };
}
