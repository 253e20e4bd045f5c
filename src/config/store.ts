/** Configuration of the store: where campus keeps its memory. */
import { z } from "zod";

const embedded = z.strictObject({
  kind: z.literal("embedded").describe("A database inside campus itself: demonstration, tests, sites up to about 10,000 people."),
  folder: z.string().min(1).default(".campus/store").describe("Folder of the embedded database; one process at a time owns it."),
});

const postgres = z.strictObject({
  kind: z.literal("postgres").describe("A PostgreSQL server, version 13 or newer."),
  url: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must start with postgres://")
    .describe("Address without the password, such as postgres://campus@db.example.org:5432/campus?sslmode=verify-full."),
  passwordFile: z.string().min(1).optional().describe("File that holds the password, readable by campus only."),
});

export const storeSchema = z
  .discriminatedUnion("kind", [embedded, postgres])
  .describe("Where runs, plans, accounts, rooms and grants are remembered.");

export type StoreConfig = z.infer<typeof storeSchema>;
