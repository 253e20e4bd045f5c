/** Configuration of a source that clients push into by SCIM 2.0, and of the address they push to. */
import { z } from "zod";
import { externalCodes, name, populations } from "./source-parts.ts";
import { roleKeys } from "./source-role.ts";

const establishment = z
  .strictObject({
    code: z.string().min(1).describe("Code of the establishment."),
    label: z.string().min(1).describe("Its name."),
  })
  .describe("The establishment, when no group is: groups that are in no other one hang under it.");

export const ScimSource = z.strictObject({
  kind: z.literal("scim").describe("Users and groups that an identity provider pushes by SCIM 2.0; groups are structures."),
  name,
  ...roleKeys,
  personId: z
    .enum(["externalId", "id", "userName", "employeeNumber"])
    .default("externalId")
    .describe("Which identifier of a user is the immutable one: the person's key. Fixed after the first run."),
  login: z
    .enum(["userName", "localPart"])
    .default("userName")
    .describe("Login, as single sign-on returns it: the userName, or what stands before its @."),
  department: z.boolean().default(true).describe("A department that is the code of a group is the person's principal assignment."),
  defaultPopulation: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe("Population of users without a userType; null = none, not eligible."),
  establishment: establishment.nullable().default(null),
  quietHours: z
    .number()
    .positive()
    .max(720)
    .nullable()
    .default(null)
    .describe(
      "The first provisioning is complete when nothing was pushed for so long; null = when an operator says so (campus scim complete).",
    ),
  maximumResources: z.int().min(1).max(1_000_000).default(200_000).describe("Users and groups together that clients may make."),
  populations,
  externalCodes,
});
export type ScimSource = z.infer<typeof ScimSource>;

export const scimSchema = z
  .strictObject({
    listen: z
      .enum(["service", "alone"])
      .default("service")
      .describe(
        "Who listens: `campus serve` as soon as a source is of kind scim (service), or `campus scim serve` only, a process of its own that needs PostgreSQL beside the service (alone).",
      ),
    host: z
      .enum(["127.0.0.1", "::1"])
      .default("127.0.0.1")
      .describe("Loopback address that it listens on; the site's proxy brings TLS and requests to it."),
    port: z.int().min(1).max(65_535).default(8480).describe("Its port."),
    publicUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("Address that clients use, such as https://campus.univ-demo.example, before /scim/SOURCE/v2."),
    maximumBytes: z.int().min(1024).max(16_777_216).default(1_048_576).describe("Largest body of a request."),
  })
  .describe("The SCIM 2.0 endpoint, for the sources of kind scim.");
export type ScimConfig = z.infer<typeof scimSchema>;
