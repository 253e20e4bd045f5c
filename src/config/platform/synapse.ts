/** The homeserver program of a platform: version, workers, database, Redis. */
import { z } from "zod";
import { workerSchema } from "./workers.ts";

/** Versions whose rendered files were read and run by the real program. */
export const testedVersions = ["1.117.0", "1.118.0", "1.163.2"] as const;

export const synapseSchema = z.strictObject({
  version: z
    .string()
    .regex(/^1\.\d{2,3}\.\d{1,2}$/, "expected a version such as 1.163.2")
    .default("1.163.2")
    .describe("Version of Synapse the files are rendered for; tested: 1.117.0, 1.118.0, 1.163.2."),
  workers: z
    .array(workerSchema)
    .max(60)
    .optional()
    .describe(
      "Worker table. Left out: none in the demonstration, otherwise main and twelve workers. [] is one process that does everything.",
    ),
  connectionsPerProcess: z
    .number()
    .int()
    .min(2)
    .max(50)
    .default(5)
    .describe("Database connections one Synapse process may open; times the processes, it must fit the database's limit."),
  cacheFactor: z.number().min(0.1).max(10).default(0.5).describe("Size of Synapse's caches, as a factor; more memory, fewer queries."),
});

const postgres = z.strictObject({
  kind: z.literal("postgres").describe("A PostgreSQL server that campus renders and runs."),
  maxConnections: z.number().int().min(20).max(2000).default(200).describe("Connections that PostgreSQL accepts in all."),
  sharedBuffersMb: z.number().int().min(16).max(1_000_000).default(128).describe("Memory for its own cache, in megabytes."),
});
const sqlite = z.strictObject({
  kind: z.literal("sqlite").describe("A file: one process only, for the demonstration and trials."),
});

export const databaseSchema = z
  .discriminatedUnion("kind", [postgres, sqlite])
  .optional()
  .describe("Synapse's database. Left out: a file in the demonstration, PostgreSQL otherwise.");

export const redisSchema = z
  .strictObject({ maxMemoryMb: z.number().int().min(16).max(100_000).default(64).describe("Memory it may use, in megabytes.") })
  .prefault({})
  .describe("Redis, which carries messages between the processes of Synapse; used when there are workers.");
