/** State of a platform's processes, as `campus platform status --json` prints it; works from any process. */
import { isReady } from "./health.ts";
import { layoutOf } from "./layout.ts";
import { familyOf, isAlive, memoryBytes } from "./process-identity.ts";
import { type RecordedProcess, type RunningRecord, readRecord } from "./running-record.ts";

export interface ProcessStatus {
  readonly name: string;
  readonly role: string;
  readonly pid: number | null;
  readonly port: number;
  readonly up: boolean;
  readonly healthy: boolean;
  readonly memoryBytes: number | null;
  readonly restarts: number;
  /** Instant since which it is up or down, ISO 8601. */
  readonly since: string;
}

export interface PlatformStatus {
  /** True while the process that watches the platform lives. */
  readonly running: boolean;
  readonly baseUrl: string | null;
  readonly serverName: string | null;
  readonly processes: readonly ProcessStatus[];
}

/** State of each, asked at the same time. */
export function statusesOf(processes: readonly RecordedProcess[]): Promise<readonly ProcessStatus[]> {
  const known = new Set(processes.flatMap(({ identity }) => identity?.pid ?? []));
  return Promise.all(processes.map((one) => statusOf(one, known)));
}

/** Memory includes what a process started, but what stands in a row of its own. */
async function statusOf(recorded: RecordedProcess, known: ReadonlySet<number>): Promise<ProcessStatus> {
  const { name, role, port, identity, restarts, since, health } = recorded;
  const up = identity !== null && isAlive(identity);
  return {
    name,
    role,
    pid: up ? identity.pid : null,
    port,
    up,
    healthy: up && (await isReady(health, 2_000)),
    memoryBytes: up ? familyOf(identity.pid, known).reduce((sum, pid) => sum + (memoryBytes(pid) ?? 0), 0) : null,
    restarts,
    since,
  };
}

export async function statusOfRecord(record: RunningRecord): Promise<PlatformStatus> {
  return {
    running: isAlive(record.owner),
    baseUrl: record.baseUrl,
    serverName: record.serverName,
    processes: await statusesOf(record.processes),
  };
}

/** Not running when nobody ever started it, or when its owner died: the record left behind is recognised as stale. */
export async function readStatus(stateFolder: string): Promise<PlatformStatus> {
  const record = readRecord(layoutOf(stateFolder));
  return record === null ? { running: false, baseUrl: null, serverName: null, processes: [] } : statusOfRecord(record);
}
