/** Whether a table of workers holds together, beyond what Synapse itself looks at when it starts; pure, one small function per rule. */
import type { Job, Worker } from "#config/platform/workers.ts";
import type { Platform } from "#config/platform.ts";
import type { Finding } from "#core/finding.ts";
import { workerFindings as kinds, type WorkerCode } from "#core/worker-findings.ts";
import { connectionBudget } from "./postgres/budget.ts";
import { isSharded, knowsStream, streamSince, streams } from "./synapse/versions.ts";
import { workersOf } from "./worker-table.ts";

interface Table {
  readonly description: Platform;
  /** Key of the platform in campus.yaml. */
  readonly at: string;
  readonly workers: readonly Worker[];
  /** Key of the table. */
  readonly key: string;
}

type Rule = (table: Table) => readonly Finding[];

type Duty = "serves" | "writes" | "runs";

function told(subject: string, code: WorkerCode, params: Finding["params"] = {}): Finding {
  return { check: "workers", severity: kinds[code].severity, subject, code, params };
}

/** Places in the table of those who have a duty. */
function holders({ workers }: Table, duty: Duty, word: string): readonly number[] {
  return workers.flatMap((worker, index) => ((worker[duty] as readonly string[]).includes(word) ? [index] : []));
}

/** A finding at each holder but the first, which the others contradict. */
function eachButFirst(table: Table, duty: Duty, word: string): readonly { readonly subject: string; readonly other: string }[] {
  const [first, ...others] = holders(table, duty, word);
  const keyAt = (index: number): string => `${table.key}.${index}.${duty}`;
  return first === undefined ? [] : others.map((index) => ({ subject: keyAt(index), other: keyAt(first) }));
}

const namesDiffer: Rule = ({ workers, key }) =>
  workers.flatMap(({ name }, index) => {
    const first = workers.findIndex((one) => one.name === name);
    return first < index ? [told(`${key}.${index}.name`, "worker-name-twice", { name, other: `${key}.${first}.name` })] : [];
  });

/** `main` and `master` are the main process; `none` is the worker that must not exist (Synapse 1.163.2, user directory). */
const taken: ReadonlySet<string> = new Set(["main", "master", "none"]);

const namesAreFree: Rule = ({ workers, key }) =>
  workers.flatMap(({ name }, index) => (taken.has(name) ? [told(`${key}.${index}.name`, "worker-name-taken", { name })] : []));

const allDoSomething: Rule = ({ workers, key }) =>
  workers.flatMap(({ name, serves, writes, runs }, index) =>
    serves.length + writes.length + runs.length === 0 ? [told(`${key}.${index}`, "worker-idle", { name })] : [],
  );

const wordsDiffer: Rule = ({ workers, key }) =>
  workers.flatMap((worker, index) =>
    (["serves", "writes", "runs"] as const).flatMap((duty) => {
      const words: readonly string[] = worker[duty];
      const repeated = words.filter((word, place) => words.indexOf(word) < place);
      return repeated.map((word) => told(`${key}.${index}.${duty}`, "worker-word-twice", { name: worker.name, word }));
    }),
  );

/** Jobs of exactly one process: two would both purge, index or notify. */
const singletons: readonly Job[] = ["background-tasks", "user-directory", "appservices", "media-jobs"];

const jobsAreSingle: Rule = (table) =>
  singletons.flatMap((job) =>
    eachButFirst(table, "runs", job).map(({ subject, other }) => told(subject, "worker-job-twice", { job, other })),
  );

/** Left to the main process, which everything else waits for. */
const heavy: readonly Job[] = ["background-tasks", "appservices", "pushers"];

const mainIsSpared: Rule = (table) =>
  table.workers.length === 0
    ? []
    : heavy.filter((job) => holders(table, "runs", job).length === 0).map((job) => told(table.key, "worker-job-on-main", { job }));

/** The daily jobs of media run in a process that holds the media repository; with none named, every one would run them. */
const mediaJobsArePlaced: Rule = (table) => {
  const servers = holders(table, "serves", "media");
  const runners = holders(table, "runs", "media-jobs");
  const elsewhere = runners.filter((index) => !servers.includes(index));
  if (servers.length > 0 && runners.length === 0) return [told(`${table.key}.${servers[0]}.runs`, "worker-media-jobs-missing")];
  return elsewhere.map((index) =>
    told(`${table.key}.${index}.runs`, "worker-media-jobs-elsewhere", { name: table.workers[index]?.name ?? "" }),
  );
};

/** Synapse stops over a stream that its version doesn't know. The default table leaves those out by itself. */
const streamsAreKnown: Rule = ({ description, workers, key }) => {
  const { version } = description.synapse;
  if (description.synapse.workers === undefined) return [];
  return workers.flatMap(({ writes }, index) =>
    [...new Set(writes)]
      .filter((stream) => !knowsStream(version, stream))
      .map((stream) => told(`${key}.${index}.writes`, "worker-stream-unknown", { stream, version, since: streamSince(stream) ?? "" })),
  );
};

/** Several writers of a stream that is not made for it: Synapse refuses some, and loses positions of others in silence. */
const streamsAreSingle: Rule = (table) =>
  streams
    .filter((stream) => !isSharded(stream))
    .flatMap((stream) =>
      eachButFirst(table, "writes", stream).map(({ subject, other }) => told(subject, "worker-stream-shared", { stream, other })),
    );

/** Quarantine is asked of the process that holds the media, which writes the change itself and hands it to no other (Synapse 1.152). */
const quarantineIsWritten: Rule = (table) => {
  if (!knowsStream(table.description.synapse.version, "quarantined_media_changes")) return [];
  const servers = holders(table, "serves", "media");
  const writers = holders(table, "writes", "quarantined_media_changes");
  const at = (code: WorkerCode) => (index: number) =>
    told(`${table.key}.${index}.writes`, code, { name: table.workers[index]?.name ?? "" });
  return [
    ...servers.filter((index) => !writers.includes(index)).map(at("worker-quarantine-missing")),
    ...writers.filter((index) => !servers.includes(index)).map(at("worker-quarantine-elsewhere")),
  ];
};

/** Sign-ins under way are in the memory of one process. */
const signInIsSingle: Rule = (table) =>
  eachButFirst(table, "serves", "sso").map(({ subject, other }) => told(subject, "worker-sso-shared", { other }));

/** History is shared out by room among those who serve it: one of several readers alone would have all of it. */
const historyIsShared: Rule = (table) => {
  const [only, ...others] = holders(table, "serves", "messages");
  const readers = holders(table, "serves", "client");
  if (only === undefined || others.length > 0 || readers.length < 2 || !readers.includes(only)) return [];
  const rest = readers.find((index) => index !== only) ?? only;
  return [told(`${table.key}.${rest}.serves`, "worker-messages-unbalanced", { name: table.workers[only]?.name ?? "" })];
};

const sendersHaveFederation: Rule = (table) =>
  table.description.federation === "closed"
    ? holders(table, "runs", "federation-sender").map((index) =>
        told(`${table.key}.${index}.runs`, "worker-sender-without-federation", { other: `${table.at}.federation` }),
      )
    : [];

/** Where everybody finds everybody, nobody keeps the table of who shares a room: it grows with the square of a room's members. */
const directoryIsKept: Rule = (table) =>
  table.description.directory.everybody
    ? holders(table, "runs", "user-directory").map((index) =>
        told(`${table.key}.${index}.runs`, "worker-directory-idle", { other: `${table.at}.directory.everybody` }),
      )
    : [];

/** All pools full at once, campus's and the observer's too, must fit: whoever comes too many is refused, at the worst moment. */
const connectionsFit: Rule = ({ description, at, workers }) => {
  const budget = connectionBudget(description);
  if (budget === null || budget.used <= budget.limit) return [];
  const params = { used: budget.used, limit: budget.limit, processes: workers.length + 1, other: `${at}.synapse.connectionsPerProcess` };
  return [told(`${at}.database.maxConnections`, "worker-connections", params)];
};

const rules: readonly Rule[] = [
  namesDiffer,
  namesAreFree,
  allDoSomething,
  wordsDiffer,
  jobsAreSingle,
  mainIsSpared,
  mediaJobsArePlaced,
  streamsAreKnown,
  streamsAreSingle,
  quarantineIsWritten,
  signInIsSingle,
  historyIsShared,
  sendersHaveFederation,
  directoryIsKept,
  connectionsFit,
];

/**
 * What contradicts itself in the workers of a platform (docs of Synapse 1.163.2, workers). Subjects are keys of campus.yaml under `at`, the key
 * of the platform (`servers.<name>.platform`). Workers without PostgreSQL or reverse proxy are told by description-rules.ts.
 */
export function workerFindings(description: Platform, at: string): readonly Finding[] {
  const table: Table = { description, at, workers: workersOf(description), key: `${at}.synapse.workers` };
  return rules.flatMap((rule) => rule(table));
}
