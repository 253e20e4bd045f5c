/** The `notify` part: who is told, by which ways, of what waits, fails or was done in an emergency. */
import { z } from "zod";

const seconds = z.int().min(1).max(60).default(10).describe("Longest wait for an answer, in seconds.");
const days = (most: number) => z.array(z.int().min(1).max(most)).max(10);

const mailSchema = z.strictObject({
  host: z.string().min(1).describe("Mail server."),
  port: z.int().min(1).max(65_535).default(587).describe("Its port."),
  security: z
    .enum(["starttls", "tls", "none"])
    .default("starttls")
    .describe("starttls: required after connecting; tls: from the first byte; none: in clear, for a mail server on this very machine."),
  user: z.string().min(1).optional().describe("Name to sign in with; nobody signs in when left out."),
  passwordFile: z.string().min(1).optional().describe("File that holds the password, readable by campus only."),
  from: z.string().min(3).includes("@").describe("Sender's address."),
  to: z.array(z.email()).describe("Addresses of the operators."),
  timeoutSeconds: seconds,
  departures: z
    .strictObject({ daysBefore: days(365).default([30, 10]).describe("Days before the due day on which mail is sent.") })
    .optional()
    .describe("Mail to people whose account is to end, and to the heads of their structure; nobody is written to when left out."),
});

const webhookSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).describe("Address that gets a POST with a JSON object."),
  secretFile: z.string().min(1).describe("File that holds the key of the signature (HMAC-SHA256), readable by campus only."),
  timeoutSeconds: seconds,
});

const roomSchema = z.strictObject({
  alias: z
    .string()
    .regex(/^[a-z0-9._-]+$/, "a-z 0-9 . _ -")
    .default("campus-operations")
    .describe("Alias of the operators' room, without # and server; campus makes it when it isn't there, by invitation only."),
  name: z.string().min(1).default("campus").describe("Name of the room when campus makes it."),
  invite: z
    .array(z.string().regex(/^@[^:]+:.+$/, "@name:server"))
    .default([])
    .describe("Matrix ids invited when campus makes it."),
});

export const notifySchema = z
  .strictObject({
    reminderDays: days(6)
      .default([1, 3, 6])
      .describe("Days after which what waits for a decision is told again; its week ends on the seventh."),
    failuresInARow: z.int().min(1).max(100).default(3).describe("Failed passes in a row that are told."),
    mail: mailSchema.optional().describe("Mail by SMTP."),
    room: roomSchema.optional().describe("A Matrix room of each server, written in by Agent Smith."),
    webhook: webhookSchema.optional().describe("A program of the site."),
  })
  .describe("Who is told, and how; nobody when left out.");

export type NotifyConfig = z.infer<typeof notifySchema>;
export type MailConfig = z.infer<typeof mailSchema>;
export type WebhookConfig = z.infer<typeof webhookSchema>;
