/** What can be wrong in a table of workers: code → how bad it is, and the parameters its sentence is given. */
import { doubtful, type FindingKind, wrong } from "./finding-kind.ts";

/** The subject of each is the key of campus.yaml to change; `other` is the key it contradicts. */
export const workerFindings = {
  "worker-name-twice": wrong("name", "other"),
  "worker-name-taken": wrong("name"),
  "worker-idle": doubtful("name"),
  "worker-word-twice": doubtful("name", "word"),
  "worker-job-twice": wrong("job", "other"),
  "worker-job-on-main": doubtful("job"),
  "worker-media-jobs-missing": wrong(),
  "worker-media-jobs-elsewhere": wrong("name"),
  "worker-stream-unknown": wrong("stream", "version", "since"),
  "worker-stream-shared": wrong("stream", "other"),
  "worker-quarantine-missing": wrong("name"),
  "worker-quarantine-elsewhere": wrong("name"),
  "worker-sso-shared": wrong("other"),
  "worker-messages-unbalanced": doubtful("name"),
  "worker-sender-without-federation": wrong("other"),
  "worker-directory-idle": doubtful("other"),
  "worker-connections": wrong("used", "limit", "processes", "other"),
} as const satisfies Readonly<Record<string, FindingKind>>;

export type WorkerCode = keyof typeof workerFindings;
