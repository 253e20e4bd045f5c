/** Units of Synapse: the main process, and one template for all workers. */
import type { Site } from "../site.ts";
import { synapsePaths, workerPath } from "../synapse/paths.ts";
import { comeBack, confine } from "./hardening.ts";
import { serviceOf, targetUnit } from "./host-parts.ts";
import { python, userOf } from "./places.ts";
import { writeUnit } from "./unit-text.ts";

/** Settings that stand there for the birth of a platform only, in memory (docs/RULES.md §12.14: the registration secret). */
export function birthFolder(site: Site): string {
  return `${site.places.synapse.run}/birth`;
}

/** Waits for the database's machine, which may come back later than this one; gives up after ten minutes, and is tried again. */
function waitForDatabase({ database }: Site): readonly string[] {
  if (database.kind !== "postgres") return [];
  const { address, port } = database.listener;
  const attempt = `(exec 3<>/dev/tcp/${address}/${port}) 2>/dev/null`;
  return [`/usr/bin/bash -c 'for i in {1..300}; do ${attempt} && exit 0; sleep 2; done; exit 1'`];
}

function service(site: Site, app: string, files: readonly string[], memoryMb: number) {
  const { data, log, run } = site.places.synapse;
  return {
    Type: "notify",
    NotifyAccess: "main",
    // Python's cffi, by which Synapse reaches OpenSSL, makes small pieces of code while it runs.
    ...confine({ user: userOf.synapse, writes: [data, log, run], memoryMb, compiles: true }),
    ...comeBack.service,
    WorkingDirectory: data,
    // The rules that Synapse has no setting for are a Python module among the rendered files.
    Environment: [
      `PYTHONPATH=${synapsePaths(site).modules}`,
      "PYTHONDONTWRITEBYTECODE=1",
      "PYTHONUNBUFFERED=1",
      "LD_PRELOAD=libjemalloc.so.2",
    ],
    ExecStart: [python, "-m", app, ...files.map((file) => `--config-path=${file}`)].join(" "),
    // Synapse reads its log settings and the factors of its caches again.
    ExecReload: "/bin/kill -HUP $MAINPID",
    KillSignal: "SIGTERM",
    TimeoutStopSec: "60s",
    SyslogIdentifier: "%N",
  };
}

/** Unit name → text. */
export function synapseUnits(site: Site): ReadonlyMap<string, string> {
  const shared = synapsePaths(site).homeserver;
  const own = workerPath(site, "%i");
  const redis = site.redis === null ? [] : [serviceOf.redis];
  const main = writeUnit("Synapse, main process", {
    Unit: {
      Description: `Synapse of ${site.serverName}, main process`,
      PartOf: targetUnit,
      After: ["network-online.target", ...redis],
      Wants: ["network-online.target", ...redis],
      ...comeBack.unit,
    },
    Service: {
      ...service(site, "synapse.app.homeserver", [shared, birthFolder(site)], 6144),
      ExecStartPre: waitForDatabase(site),
      // The first start of a version may have to change the database.
      TimeoutStartSec: "20min",
    },
    Install: { WantedBy: targetUnit },
  });
  const worker = writeUnit("Synapse, one worker: its name follows the @", {
    Unit: {
      Description: `Synapse of ${site.serverName}, worker %i`,
      PartOf: targetUnit,
      // Main alone brings the database to the schema that workers want.
      After: ["network-online.target", serviceOf.synapse, ...redis],
      Wants: ["network-online.target", serviceOf.synapse],
      AssertPathExists: own,
      ...comeBack.unit,
    },
    Service: { ...service(site, "synapse.app.generic_worker", [shared, own], 2048), TimeoutStartSec: "5min" },
    Install: { WantedBy: targetUnit },
  });
  const units: [string, string][] = [[serviceOf.synapse, main]];
  if (site.processes.length > 1) units.push(["matrix-synapse-worker@.service", worker]);
  return new Map(units);
}
