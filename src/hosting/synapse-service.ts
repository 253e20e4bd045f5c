/** How the processes of Synapse are started from their rendered files. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Site, SynapseProcess } from "#platform/site.ts";
import { type Launch, type PythonApp, programOf, type Service } from "./service.ts";

const jemallocPaths = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map((folder) => `/usr/lib/${folder}/libjemalloc.so.2`);

/** jemalloc keeps a long-lived Synapse about a third smaller; used when the machine has it. */
function preload(): Readonly<Record<string, string>> {
  const found = [...jemallocPaths, "/usr/lib64/libjemalloc.so.2", "/usr/lib/libjemalloc.so.2"].find((path) => existsSync(path));
  return found === undefined ? {} : { LD_PRELOAD: found };
}

/** For Synapse and its checker: PYTHONPATH holds the rendered module; no compiled copy of it is left behind. */
export function pythonEnv({ places }: Pick<Site, "places">): Readonly<Record<string, string>> {
  const { conf, data } = places.synapse;
  const quiet = { PYTHONUNBUFFERED: "1", PYTHONDONTWRITEBYTECODE: "1" };
  return { PATH: "/usr/bin:/bin", LANG: "C.UTF-8", HOME: data, PYTHONPATH: join(conf, "modules"), ...quiet };
}

/** The main process is called synapse among the platform's programs. */
export function serviceName({ name, isMain }: SynapseProcess): string {
  return isMain ? "synapse" : name;
}

/** `--config-path` arguments of a process: a worker reads the shared file, then its own. */
export function configArguments({ places }: Pick<Site, "places">, { name, isMain }: SynapseProcess): readonly string[] {
  const { conf } = places.synapse;
  const files = [join(conf, "homeserver.yaml"), ...(isMain ? [] : [join(conf, "workers", `${name}.yaml`)])];
  return files.flatMap((file) => ["--config-path", file]);
}

/** Services of all processes; the main one prepares the database, so it comes first. `python` has Synapse. */
export function synapseServices(site: Site, python: string): readonly Service[] {
  return site.processes.map((one) => serviceOf(site, one, python));
}

function serviceOf(site: Site, one: SynapseProcess, python: string): Service {
  const { places, processes, database, redis } = site;
  const app: PythonApp = {
    python,
    app: one.isMain ? "synapse.app.homeserver" : "synapse.app.generic_worker",
    args: configArguments(site, one),
    folder: places.synapse.data,
    env: { ...pythonEnv(site), ...preload() },
    output: join(places.synapse.log, `${one.name}.out`),
  };
  const isAlone = processes.length === 1;
  const forked: Launch = { kind: "fork", app };
  const before = [...(database.kind === "postgres" ? ["postgres"] : []), ...(redis === null ? [] : ["redis"])];
  return {
    name: serviceName(one),
    role: one.isMain ? "main" : "worker",
    port: one.client.port,
    health: { kind: "http", url: `http://${one.client.address}:${one.client.port}/health` },
    needs: one.isMain ? before : ["synapse"],
    launch: isAlone ? { kind: "program", program: programOf(forked) } : forked,
    logs: [join(places.synapse.log, `${one.name}.log`)],
    startMilliseconds: 120_000,
    stopMilliseconds: isAlone ? 15_000 : 6_000,
  };
}
