/** Each rule speaks alone when its fact is wrong, names the key to change, and is silent on the default table. */
import { describe, expect, it } from "vitest";
import { platformSchema } from "#config/platform.ts";
import { workerFindings as kinds } from "#core/worker-findings.ts";
import { resolveSite } from "./resolve.ts";
import { workerFindings } from "./worker-rules.ts";
import { twelveWorkers } from "./worker-table.ts";

const at = "servers.test.platform";
const table = `${at}.synapse.workers`;
const findingsOf = (written: object) => workerFindings(platformSchema.parse({ profile: "lab", ...written }), at);
const seen = (written: object) => findingsOf(written).map(({ severity, code, subject }) => `${severity} ${code} ${subject}`);

type Change = {
  readonly serves?: readonly string[];
  readonly writes?: readonly string[];
  readonly runs?: readonly string[];
  readonly name?: string;
};

/** The default table with some workers changed, by name, and others added behind. */
function changed(changes: Readonly<Record<string, Change>>, added: readonly Change[] = []) {
  const known = twelveWorkers.map((worker) => ({ ...worker, ...changes[worker.name] }));
  return { synapse: { workers: [...known, ...added] } };
}
const placeOf = (name: string): number => twelveWorkers.findIndex((worker) => worker.name === name);
const writerOf = (name: string): readonly string[] => twelveWorkers[placeOf(name)]?.writes ?? [];

const stream = `${table}.${placeOf("stream_writer")}`;
const media = `${table}.${placeOf("media")}`;
const client2 = `${table}.${placeOf("client2")}`;

describe("nothing is said of", () => {
  it.each(["1.117.0", "1.118.0", "1.163.2"])("the default table of %s", (version) => {
    expect(seen({ synapse: { version } })).toEqual([]);
  });
  it("the default table written in full", () => expect(seen(changed({}))).toEqual([]));
  it("the demonstration", () => expect(seen({ profile: "demo" })).toEqual([]));
  it("one process on PostgreSQL", () => expect(seen({ synapse: { workers: [] } })).toEqual([]));
  it("streams that several may write", () => {
    const second = { name: "second", writes: ["events", "receipts", "device_lists"] };
    expect(seen(changed({}, [second]))).toEqual([]);
  });
  it("two media workers that both write quarantine", () => {
    const second = { name: "media2", serves: ["media"], writes: ["quarantined_media_changes"] };
    expect(seen(changed({}, [second]))).toEqual([]);
  });
  it("several pushers and senders", () => {
    const senders = ["a", "b"].map((name) => ({ name, runs: ["pushers", "federation-sender"] }));
    expect(seen({ ...changed({}, senders), federation: ["univ-amie.example"] })).toEqual([]);
  });
  it("a keeper of the search where people find only whom they share a room with", () => {
    expect(seen({ ...changed({}, [{ name: "search", runs: ["user-directory"] }]), directory: { everybody: false } })).toEqual([]);
  });
});

/** Name of the rule's case, what is written, and the only finding. */
const cases: readonly (readonly [string, object, string])[] = [
  ["a name twice", changed({}, [{ name: "sync1", serves: ["sync"] }]), `error worker-name-twice ${table}.12.name`],
  ["the main process's name", changed({ sync1: { name: "main" } }), `error worker-name-taken ${table}.0.name`],
  ["the main process's other name", changed({ sync1: { name: "master" } }), `error worker-name-taken ${table}.0.name`],
  ["the name of nobody", changed({ sync1: { name: "none" } }), `error worker-name-taken ${table}.0.name`],
  ["nothing to do", changed({ sync2: { serves: [] } }), `warning worker-idle ${table}.1`],
  ["a word twice", changed({ sync2: { serves: ["sync", "sync"] } }), `warning worker-word-twice ${table}.1.serves`],
  ["a singleton twice", changed({ client2: { runs: ["background-tasks"] } }), `error worker-job-twice ${table}.11.runs`],
  [
    "notifications of application services twice",
    changed({ client2: { runs: ["appservices"] } }),
    `error worker-job-twice ${table}.11.runs`,
  ],
  ["a missing singleton", changed({ background: { runs: ["appservices", "pushers"] } }), `warning worker-job-on-main ${table}`],
  ["nobody for pushers", changed({ background: { runs: ["background-tasks", "appservices"] } }), `warning worker-job-on-main ${table}`],
  ["media without its jobs", changed({ media: { runs: [] } }), `error worker-media-jobs-missing ${media}.runs`],
  [
    "media's jobs elsewhere",
    changed({ media: { runs: [] }, client2: { runs: ["media-jobs"] } }),
    `error worker-media-jobs-elsewhere ${client2}.runs`,
  ],
  ["one writer of typing too many", changed({}, [{ name: "second", writes: ["typing"] }]), `error worker-stream-shared ${table}.12.writes`],
  [
    "one writer of thread subscriptions too many",
    changed({}, [{ name: "second", writes: ["thread_subscriptions"] }]),
    `error worker-stream-shared ${table}.12.writes`,
  ],
  ["media without quarantine", changed({ media: { writes: [] } }), `error worker-quarantine-missing ${media}.writes`],
  [
    "quarantine without media",
    changed({ stream_writer: { writes: [...writerOf("stream_writer"), "quarantined_media_changes"] } }),
    `error worker-quarantine-elsewhere ${stream}.writes`,
  ],
  ["sign-in on two", changed({ client2: { serves: ["client", "sso", "messages"] } }), `error worker-sso-shared ${client2}.serves`],
  ["history on one of two", changed({ client2: { serves: ["client"] } }), `warning worker-messages-unbalanced ${client2}.serves`],
  [
    "a sender without federation",
    changed({}, [{ name: "sender", runs: ["federation-sender"] }]),
    `error worker-sender-without-federation ${table}.12.runs`,
  ],
  [
    "a keeper of the search that finds everybody",
    changed({}, [{ name: "search", runs: ["user-directory"] }]),
    `warning worker-directory-idle ${table}.12.runs`,
  ],
  [
    "more connections than PostgreSQL accepts",
    { database: { kind: "postgres", maxConnections: 60 } },
    `error worker-connections ${at}.database.maxConnections`,
  ],
  [
    "larger pools than PostgreSQL accepts",
    { synapse: { connectionsPerProcess: 20 } },
    `error worker-connections ${at}.database.maxConnections`,
  ],
];

describe("alone is told", () => {
  it.each(cases)("%s", (_, written, expected) => expect(seen(written)).toEqual([expected]));

  it.each([
    ["1.117.0", "device_lists", "1.135.0"],
    ["1.118.0", "thread_subscriptions", "1.140.0"],
    ["1.151.0", "quarantined_media_changes", "1.152.0"],
  ])("a stream that %s doesn't know: %s", (version, name, since) => {
    const { workers } = changed({ stream_writer: { writes: ["typing", name] }, media: { writes: [] } }).synapse;
    const [finding, ...others] = findingsOf({ synapse: { version, workers } });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: "worker-stream-unknown", subject: `${stream}.writes`, params: { stream: name, version, since } });
  });
});

it("every rule has its case", () => {
  const told = cases.map(([, , expected]) => expected.split(" ")[1]);
  expect(new Set([...told, "worker-stream-unknown"])).toEqual(new Set(Object.keys(kinds)));
});

it("every finding gives its sentence the parameters it is written with", () => {
  for (const [, written] of cases)
    for (const { code, params } of findingsOf(written))
      expect(Object.keys(params).sort()).toEqual([...kinds[code as keyof typeof kinds].params].sort());
});

it("counts every pool at its fullest", () => {
  const [finding] = findingsOf({ database: { kind: "postgres", maxConnections: 60 } });
  expect(finding?.params).toMatchObject({ processes: 13, limit: 57 });
  expect(Number(finding?.params.used)).toBeGreaterThanOrEqual(13 * 5 + 10);
});

it("a worker that writes a stream is always reachable by the others", () => {
  const description = platformSchema.parse({ profile: "lab", ...changed({}, [{ name: "second", writes: ["events"] }]) });
  const places = { conf: "", data: "", log: "", run: "", secrets: "" };
  const folders = {
    synapse: places,
    postgres: places,
    redis: places,
    nginx: places,
    element: places,
    cas: places,
    prometheus: places,
    campus: places,
  };
  const input = {
    name: "test",
    serverName: "univ-demo.example",
    language: "fr",
    description,
    ports: {},
    places: folders,
    isBootstrapped: true,
  } as const;
  const { processes } = resolveSite({ ...input, identities: { connector: "c", agentSmith: "s" } });
  for (const { writes, replication } of processes) if (writes.length > 0) expect(replication).not.toBeNull();
});
