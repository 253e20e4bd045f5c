/** Runs the services of a platform that this process owns, keeps the record of them, and heeds requests from elsewhere: to stop, to restart one. */
import { AppError } from "#core/errors.ts";
import { type FleetOptions, openFleet, type StopManner } from "./fleet.ts";
import type { Layout } from "./layout.ts";
import { createAnswering } from "./owner-requests.ts";
import { type RunningRecord, readRecord, removeRecord, stopRequested, writeRecord } from "./running-record.ts";
import type { Service } from "./service.ts";
import { type ProcessStatus, statusesOf } from "./status.ts";

export interface ServicesToRun {
  readonly layout: Layout;
  readonly baseUrl: string;
  readonly serverName: string;
  readonly services: readonly Service[];
  readonly options?: FleetOptions;
}

export interface RunningServices {
  /** Resolves when everything is stopped, by this process or by another one. */
  readonly stopped: Promise<void>;
  processes(): Promise<readonly ProcessStatus[]>;
  stop(): Promise<void>;
  /** Ends one process, or all (SIGKILL when "at-once"), and keeps it down until `resume`. */
  suspend(how?: StopManner, name?: string): Promise<void>;
  resume(name?: string): Promise<void>;
}

/** How soon a request of another process is heeded. */
const attentive = 200;

/** The folder must be this process's own (`takeOwnership`). Throws what the service that failed says; nothing is left running then. */
export async function runServices({ layout, baseUrl, serverName, services, options }: ServicesToRun): Promise<RunningServices> {
  const owner = readRecord(layout)?.owner;
  if (owner === undefined) throw new Error(`nobody took ${layout.root}`);
  const ended = Promise.withResolvers<void>();
  let isOver = false;
  let isStarted = false;
  let isStopping = false;
  const fleet = openFleet(services, { changed: () => keep(), mayRestart: () => !stopRequested(layout) }, options);
  const keep = recordKeeper(layout, () => (isOver ? null : { owner, baseUrl, serverName, processes: fleet.processes() }));

  async function stop(): Promise<void> {
    clearInterval(watch);
    isStopping = true;
    await fleet.stop();
    if (isOver) return;
    isOver = true;
    removeRecord(layout);
    ended.resolve();
  }

  async function restart(name: string): Promise<void> {
    await fleet.suspend("gently", name);
    // What is being stopped for good meanwhile stays down.
    if (!isStopping) await fleet.resume(name);
  }

  const answerRequests = createAnswering(layout, restart);
  const watch = setInterval(() => {
    if (stopRequested(layout)) void stop();
    else if (isStarted) void answerRequests();
  }, attentive);
  watch.unref();
  try {
    await fleet.start();
    isStarted = true;
  } catch (error) {
    clearInterval(watch);
    throw error;
  }
  return {
    stopped: ended.promise,
    processes: () => statusesOf(fleet.processes()),
    stop,
    suspend: fleet.suspend,
    resume: fleet.resume,
  };
}

/** A disk that fills up later must not end the platform: the record is then older than the truth, which `status` checks anyway. */
function recordKeeper(layout: Layout, current: () => RunningRecord | null): () => void {
  let written = "";
  return () => {
    const record = current();
    const text = JSON.stringify(record);
    if (record === null || text === written) return;
    try {
      writeRecord(layout, record);
      written = text;
    } catch (error) {
      if (!(error instanceof AppError && error.code === "platform.disk-full")) throw error;
    }
  };
}
