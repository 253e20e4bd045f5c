/** Main and twelve workers: every duty has one owner, every process its listeners, and an older version is told nothing it doesn't know. */
import { describe, expect, it } from "vitest";
import { isSharded, knowsSetting, knowsStream, streamSince, streams } from "#platform/synapse/versions.ts";
import { homeserverOf, lab, settingsOf } from "./rendered-synapse.ts";
import { fourHosts, sampleSecrets, sampleSite } from "./sample-site.ts";

interface Listener {
  readonly port: number;
  readonly type: string;
  readonly x_forwarded?: boolean;
  readonly resources?: readonly { readonly names: readonly string[] }[];
}

const site = sampleSite(lab);
const shared = settingsOf(site);
const worker = (name: string) => settingsOf(site, `workers/${name}.yaml`);
const namesOf = (listener: Listener) => listener.resources?.flatMap(({ names }) => names) ?? [listener.type];

function listenersOf(name: string): readonly Listener[] {
  return (name === "main" ? shared.listeners : worker(name).worker_listeners) as readonly Listener[];
}

describe("main and twelve workers", () => {
  it("share PostgreSQL and Redis, whose passwords stand in files", () => {
    expect(shared.database).toEqual({
      name: "psycopg2",
      args: {
        host: "127.0.0.1",
        port: site.database.kind === "postgres" ? site.database.listener.port : 0,
        dbname: "synapse",
        user: "synapse",
        passfile: "/state/synapse/secrets/pgpass",
        sslmode: "disable",
        cp_min: 1,
        cp_max: 5,
      },
    });
    expect(shared.redis).toMatchObject({ enabled: true, host: "127.0.0.1", password_path: "/state/synapse/secrets/redis-password" });
    expect(shared.worker_replication_secret_path).toBe("/state/synapse/secrets/replication");
  });

  it("ask the database's machine to prove itself on the systemd target", () => {
    const served = homeserverOf({ ...fourHosts, profile: "production", synapse: { connectionsPerProcess: 7 } });
    expect(served.database).toMatchObject({
      args: { host: "10.20.0.13", port: 5432, sslmode: "verify-full", sslrootcert: "/state/synapse/secrets/internal-ca.crt", cp_max: 7 },
    });
    expect(served).not.toHaveProperty("background_updates");
  });

  it.each([
    ["main", ["client", "replication", "metrics"]],
    ["sync1", ["client", "metrics"]],
    ["event_persister1", ["health", "replication", "metrics"]],
    ["stream_writer", ["client", "replication", "metrics"]],
    ["media", ["client", "media", "replication", "metrics"]],
    ["background", ["health", "metrics"]],
  ])("%s listens for %s", (name, expected) => {
    const listeners = listenersOf(name);
    expect(listeners.flatMap(namesOf)).toEqual(expected);
    for (const one of listeners) expect(one.x_forwarded === true).toBe(one.type === "http" && !namesOf(one).includes("replication"));
  });

  it("never listen twice on one port", () => {
    const ports = site.processes.flatMap(({ name }) => listenersOf(name).map(({ port }) => port));
    expect(new Set(ports).size).toBe(ports.length);
    expect(ports).toHaveLength(13 + 13 + 5);
  });

  it("know where each writer is, main included, and no one else", () => {
    const map = shared.instance_map as Record<string, { host: string; port: number }>;
    expect(Object.keys(map)).toEqual(["main", "event_persister1", "event_persister2", "stream_writer", "media"]);
    for (const name of Object.keys(map)) {
      const [replication] = listenersOf(name).filter((one) => namesOf(one).includes("replication"));
      expect(map[name]).toEqual({ host: "127.0.0.1", port: replication?.port });
    }
  });

  it("write each stream where the table says, and run each job once", () => {
    const { events, quarantined_media_changes, ...others } = shared.stream_writers as Record<string, string[]>;
    expect([events, quarantined_media_changes]).toEqual([["event_persister1", "event_persister2"], ["media"]]);
    expect(Object.keys(others).sort()).toEqual(
      streams.filter((stream) => stream !== "events" && stream !== "quarantined_media_changes").sort(),
    );
    expect(new Set(Object.values(others).flat())).toEqual(new Set(["stream_writer"]));
    expect(shared).toMatchObject({
      run_background_tasks_on: "background",
      notify_appservices_from_worker: "background",
      pusher_instances: ["background"],
      media_instance_running_background_jobs: "media",
      enable_media_repo: false,
    });
    expect(shared).not.toHaveProperty("federation_sender_instances");
  });

  it("hold the media repository in the media worker alone", () => {
    const holders = site.processes.slice(1).filter(({ name }) => worker(name).enable_media_repo === true);
    expect(holders.map(({ name }) => name)).toEqual(["media"]);
  });

  it("are each told their name, log and pid, and nothing of others", () => {
    expect(worker("sync2")).toMatchObject({
      worker_app: "synapse.app.generic_worker",
      worker_name: "sync2",
      worker_pid_file: "/state/synapse/run/sync2.pid",
      worker_log_config: "/state/synapse/conf/log/sync2.yaml",
    });
  });
});

describe("another table", () => {
  const of = (workers: readonly object[], more: object = {}) => homeserverOf({ ...lab, ...more, synapse: { workers } });

  it("leaves to main what no worker does", () => {
    const all = of([{ name: "sync1", serves: ["sync"] }]);
    expect(all.stream_writers).toEqual({});
    for (const key of ["run_background_tasks_on", "pusher_instances", "enable_media_repo", "media_instance_running_background_jobs"])
      expect(all).not.toHaveProperty(key);
  });

  it("sends to other servers from the workers that have the job", () => {
    const workers = ["sender1", "sender2"].map((name) => ({ name, runs: ["federation-sender"] }));
    expect(of(workers, { federation: ["univ-amie.example"] }).federation_sender_instances).toEqual(["sender1", "sender2"]);
  });

  it("keeps media's daily jobs on one process that holds media, whatever it says", () => {
    const media = ["media1", "media2"].map((name) => ({ name, serves: ["media"] }));
    expect(of(media).media_instance_running_background_jobs).toBe("media1");
    const elsewhere = [...media, { name: "other", runs: ["media-jobs"] }];
    expect(of(elsewhere).media_instance_running_background_jobs).toBe("media1");
  });
});

describe("the version", () => {
  const inline = { macaroon: "mac-test", form: "form-test", replication: "repl-test" };
  const old = sampleSite({ ...lab, synapse: { version: "1.117.0" } });

  it.each(["1.117.0", "1.118.0"])("%s is told no stream nor setting that it doesn't know", (version) => {
    const all = homeserverOf({ ...lab, synapse: { version } });
    expect(Object.keys(all.stream_writers as object)).toEqual([
      "events",
      "typing",
      "to_device",
      "account_data",
      "receipts",
      "presence",
      "push_rules",
    ]);
    for (const key of ["macaroon_secret_key_path", "form_secret_path", "worker_replication_secret_path"])
      expect(all).not.toHaveProperty(key);
  });

  it("has secrets in the file itself where it can't read them from their own, and the file is then a secret", () => {
    expect(settingsOf(old, "homeserver.yaml", { ...sampleSecrets, inline })).toMatchObject({
      macaroon_secret_key: "mac-test",
      form_secret: "form-test",
      worker_replication_secret: "repl-test",
    });
    const latest = JSON.stringify(settingsOf(site, "homeserver.yaml", { ...sampleSecrets, inline }));
    for (const secret of Object.values(inline)) expect(latest).not.toContain(secret);
  });

  it("gives each stream and setting its first version", () => {
    expect(streams.map(streamSince).filter((since) => since !== null)).toEqual(["1.135.0", "1.140.0", "1.152.0"]);
    expect([knowsStream("1.151.0", "quarantined_media_changes"), knowsStream("1.152.0", "quarantined_media_changes")]).toEqual([
      false,
      true,
    ]);
    expect([knowsSetting("1.125.0", "form_secret_path"), knowsSetting("1.126.0", "form_secret_path")]).toEqual([false, true]);
    expect(streams.filter(isSharded)).toEqual(["events", "receipts", "device_lists", "quarantined_media_changes"]);
  });
});
