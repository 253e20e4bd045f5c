/** How people sign in to a platform. */
import { z } from "zod";

const name = z.string().min(1).max(60).default("CAS").describe("What people read on the button.");

const password = z.strictObject({
  kind: z.literal("password").describe("Passwords kept by Synapse: the demonstration only."),
});
const sample = z.strictObject({
  kind: z.literal("sample-cas").describe("A small CAS that campus runs for invented people: local target, profile lab only."),
  name,
});
const cas = z.strictObject({
  kind: z.literal("cas").describe("The site's CAS."),
  url: z.url({ protocol: /^https?$/ }).describe("Address of CAS, such as https://cas.univ-demo.example/cas."),
  protocolVersion: z
    .union([z.literal(1), z.literal(2), z.literal(3)])
    .default(3)
    .describe("Protocol of CAS; attributes come with 3 only."),
  requiredAttributes: z
    .record(z.string().min(1), z.string().nullable())
    .default({})
    .describe("Attributes a person must have to come in, with one of their values; null: any value."),
  numericLogins: z
    .strictObject({
      prefix: z
        .string()
        .regex(/^[a-z][a-z_]{0,7}$/, "a-z, such as u")
        .nullable()
        .default(null)
        .describe(
          "Letters put before a login of digits by Synapse; CAS links must then be written with them. null: campus gives such people a lettered name and links the raw login.",
        ),
      allowed: z
        .boolean()
        .default(false)
        .describe(
          "Synapse puts the prefix before logins of digits, as servers older than campus may do; needs the prefix. It never makes an account.",
        ),
    })
    .prefault({})
    .describe("Logins made of digits only, which Matrix reserves for guests."),
  name,
});
const oidc = z.strictObject({
  kind: z
    .literal("oidc")
    .describe("CAS (or another server) by OpenID Connect: the recommended way where the site has it; sign-out reaches Matrix."),
  issuer: z.url({ protocol: /^https?$/ }).describe("Issuer, such as https://cas.univ-demo.example/cas/oidc."),
  clientId: z.string().min(1).describe("Identifier of Synapse there."),
  clientSecretFile: z.string().min(1).describe("File that holds its secret, readable by its owner only."),
  loginClaim: z.string().min(1).default("sub").describe("Claim that holds the login."),
  scopes: z.array(z.string()).default(["openid", "profile"]).describe("Scopes asked for."),
  name,
});

export const signInSchema = z
  .discriminatedUnion("kind", [cas, oidc, sample, password])
  .optional()
  .describe("How people sign in. Left out: passwords in the demonstration, the small CAS in the lab; to be written in production.");
