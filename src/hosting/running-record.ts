/** The record beside a platform of who runs it and which processes it is made of; read by other commands. */
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "#core/errors.ts";
import { linked, moveAside } from "./exclusive-file.ts";
import type { Layout } from "./layout.ts";
import { dropRequests } from "./owner-requests.ts";
import { readIfThere, writePrivate } from "./private-files.ts";
import { identify, isAlive, type ProcessIdentity } from "./process-identity.ts";
import type { Health } from "./service.ts";

export interface RecordedProcess {
  readonly name: string;
  readonly role: string;
  readonly port: number;
  readonly health: Health;
  readonly identity: ProcessIdentity | null;
  readonly restarts: number;
  readonly since: string;
}

export interface RunningRecord {
  readonly owner: ProcessIdentity;
  readonly baseUrl: string;
  readonly serverName: string;
  readonly processes: readonly RecordedProcess[];
}

function isRecord(value: unknown): value is RunningRecord {
  const record = value as Partial<RunningRecord> | null;
  return typeof record?.owner?.pid === "number" && typeof record.baseUrl === "string" && Array.isArray(record.processes);
}

const recordPath = (layout: Layout): string => join(layout.run, "platform.json");
const stopPath = (layout: Layout): string => join(layout.run, "stop");

/** The record, null when there is none or it can't be read (a leftover of another version). */
export function readRecord(layout: Layout): RunningRecord | null {
  const text = readIfThere(recordPath(layout));
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

export function writeRecord(layout: Layout, record: RunningRecord): void {
  writePrivate(recordPath(layout), `${JSON.stringify(record, null, 2)}\n`);
}

export function removeRecord(layout: Layout): void {
  rmSync(recordPath(layout), { force: true });
  rmSync(stopPath(layout), { force: true });
  dropRequests(layout);
}

/** Another process asks the owner to stop for good. */
export function requestStop(layout: Layout): void {
  writePrivate(stopPath(layout), "");
}
export function stopRequested(layout: Layout): boolean {
  return readIfThere(stopPath(layout)) !== null;
}

/** Takes the platform for this process: `platform.running {folder, pid}` while its owner lives. Returns the leftover of a dead owner. */
export function takeOwnership(layout: Layout, first: Omit<RunningRecord, "owner">): RunningRecord | null {
  const owner = identify(process.pid);
  if (owner === null) throw new Error("cannot read /proc: campus hosts platforms on Linux only");
  const temporary = join(layout.run, `${randomUUID()}.new`);
  writePrivate(temporary, JSON.stringify({ ...first, owner }));
  let leftover: RunningRecord | null = null;
  try {
    while (!linked(temporary, recordPath(layout))) {
      const found = readRecord(layout);
      if (found !== null && isAlive(found.owner))
        throw new AppError("platform.running", { folder: layout.root, pid: String(found.owner.pid) });
      leftover = found ?? leftover;
      moveAside(recordPath(layout));
    }
  } finally {
    rmSync(temporary, { force: true });
  }
  rmSync(stopPath(layout), { force: true });
  dropRequests(layout);
  return leftover;
}
