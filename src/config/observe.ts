/** Configuration of how the server's present state is read. */
import { z } from "zod";

const api = z.strictObject({
  kind: z
    .literal("api")
    .describe("By Synapse's own interfaces: one request per room and space, a few more for the rest. Works everywhere."),
});

const database = z.strictObject({
  kind: z
    .literal("database")
    .describe(
      "In Synapse's PostgreSQL, by the functions that observe.sql makes, which give no message: a few queries, and all external ids and addresses compared at each pass.",
    ),
  url: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must start with postgres://")
    .optional()
    .describe(
      "Address without the password, such as postgres://campus_observer@db.example.org:5432/synapse?sslmode=verify-full&sslrootcert=/etc/campus/ca.pem: the database Synapse writes to, never a copy of it. Left out for a platform that campus itself renders.",
    ),
  passwordFile: z
    .string()
    .min(1)
    .optional()
    .describe("File that holds the password of campus_observer, readable by campus only; left out with the address."),
  fallback: z
    .enum(["none", "api"])
    .default("none")
    .describe("When the database can't be read. none: the pass ends with an error. api: it looks by the API, and its plan says so."),
});

export const observeSchema = z
  .discriminatedUnion("kind", [api, database])
  .prefault({ kind: "api" })
  .describe("How accounts and rooms of the server are looked at.");

export type ObserveConfig = z.infer<typeof observeSchema>;
