/** The worker table of a Synapse: which process serves which requests, writes which streams, runs which jobs. */
import { z } from "zod";

/**
 * Classes of requests that the reverse proxy tells apart; what no worker serves goes to the main process.
 * `sync`: with a position, sliding sync, events. `initial-sync`: without one. `sso`: sign-in by CAS or OIDC, one process only (its sessions are
 * in memory). `messages`: history, by room. `room-writes`: joins, sends, states, profiles, creations, by room. `client`: every other read.
 */
export const requestClasses = ["sync", "initial-sync", "client", "sso", "messages", "room-writes", "media"] as const;

/** Streams of Synapse that can have writers of their own (docs of Synapse 1.163.2, workers); older versions know fewer. */
export const streams = [
  "events",
  "typing",
  "to_device",
  "account_data",
  "receipts",
  "presence",
  "push_rules",
  "device_lists",
  "thread_subscriptions",
  "quarantined_media_changes",
] as const;

/** Jobs that exactly one process runs, except pushers and federation senders, which may be shared out. */
export const jobs = ["background-tasks", "user-directory", "appservices", "pushers", "media-jobs", "federation-sender"] as const;

export type RequestClass = (typeof requestClasses)[number];
export type Stream = (typeof streams)[number];
export type Job = (typeof jobs)[number];

export const workerSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,30}$/, "a-z 0-9 _, such as sync1")
    .describe("Name of the process, in logs, metrics and unit names."),
  serves: z.array(z.enum(requestClasses)).default([]).describe("Classes of requests it answers."),
  writes: z.array(z.enum(streams)).default([]).describe("Streams it writes."),
  runs: z.array(z.enum(jobs)).default([]).describe("Jobs it runs."),
});

export type Worker = z.infer<typeof workerSchema>;
