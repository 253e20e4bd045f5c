/** How the processes of Synapse share the work: the shared settings of all, and the few of each. */
import type { PlatformSecrets, Site, SynapseProcess } from "../site.ts";
import type { YamlSection, YamlValue } from "../yaml.ts";
import { mediaServers, runnersOf, workersIn, writtenStreams } from "./duties.ts";
import { listenersOf } from "./listeners.ts";
import { logConfigPath, pidPath, synapsePaths } from "./paths.ts";
import { secretSetting } from "./storage.ts";

type Settings = { readonly [key: string]: YamlValue };

/** Every process needs main's; a writer's is needed by those who send it what to write. */
function instanceMap({ processes }: Site): Settings {
  return Object.fromEntries(
    processes.flatMap(({ name, replication }) =>
      replication === null ? [] : [[name, { host: replication.address, port: replication.port }] as const],
    ),
  );
}

/** A setting that names one worker; left out where none has the job, which then is the main process's. */
function named(key: string, [worker]: readonly string[]): Settings {
  return worker === undefined ? {} : { [key]: worker };
}

function listed(key: string, workers: readonly string[]): Settings {
  return workers.length === 0 ? {} : { [key]: [...workers] };
}

/** The media repository lives where media is served; its daily jobs on one of those, or every one would delete. */
function media(site: Site): Settings {
  const servers = mediaServers(site);
  if (servers.length === 0) return {};
  const keepers = runnersOf(site, "media-jobs").filter((name) => servers.includes(name));
  return { enable_media_repo: false, ...named("media_instance_running_background_jobs", keepers.length === 0 ? servers : keepers) };
}

/**
 * Singletons and shared-out jobs. `start_pushers` and `send_federation` are older ways to say what the lists of instances say
 * (Synapse 1.117 and later ignore them beside a list).
 */
function duties(site: Site): Settings {
  return {
    ...named("run_background_tasks_on", runnersOf(site, "background-tasks")),
    ...named("notify_appservices_from_worker", runnersOf(site, "appservices")),
    ...listed("pusher_instances", runnersOf(site, "pushers")),
    ...listed("federation_sender_instances", runnersOf(site, "federation-sender")),
    ...media(site),
  };
}

/** null with a single process. */
export function sharing(site: Site, { inline }: PlatformSecrets): YamlSection | null {
  if (workersIn(site).length === 0) return null;
  const paths = synapsePaths(site);
  const written = writtenStreams(site).map(([stream, writers]) => [stream, [...writers]] as const);
  return {
    comment: "Who does what among the processes: they hear of each other through Redis, and hand over by replication, with a secret.",
    values: {
      ...(site.redis === null
        ? {}
        : { redis: { enabled: true, host: site.redis.address, port: site.redis.port, password_path: paths.redis } }),
      ...secretSetting(site, "worker_replication_secret_path", paths.replication, inline?.replication),
      instance_map: instanceMap(site),
      stream_writers: Object.fromEntries(written),
      ...duties(site),
    },
  };
}

/** Settings of one worker, read after the shared ones. */
export function workerSection(site: Site, one: SynapseProcess): YamlSection {
  const { name, serves, writes, runs } = one;
  const words = [
    ...serves.map((what) => `serves ${what}`),
    ...writes.map((what) => `writes ${what}`),
    ...runs.map((what) => `runs ${what}`),
  ];
  return {
    comment: `Worker ${name}: ${words.length === 0 ? "nothing yet" : words.join(", ")}.`,
    values: {
      worker_app: "synapse.app.generic_worker",
      worker_name: name,
      worker_pid_file: pidPath(site, name),
      worker_log_config: logConfigPath(site, name),
      worker_listeners: listenersOf(site, one),
      ...(serves.includes("media") ? { enable_media_repo: true } : {}),
    },
  };
}
