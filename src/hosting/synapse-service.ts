/** How Synapse is started from its rendered files. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Layout, pathsIn } from "./layout.ts";
import type { Rendered } from "./render-platform.ts";
import type { Service } from "./supervisor.ts";

const jemallocPaths = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map((folder) => `/usr/lib/${folder}/libjemalloc.so.2`);

/** jemalloc keeps a long-lived Synapse about a third smaller; used when the machine has it. */
function preload(): Readonly<Record<string, string>> {
  const found = [...jemallocPaths, "/usr/lib64/libjemalloc.so.2", "/usr/lib/libjemalloc.so.2"].find((path) => existsSync(path));
  return found === undefined ? {} : { LD_PRELOAD: found };
}

/** For Synapse and its checker: PYTHONPATH holds the rendered module; no compiled copy of it is left behind. */
export function pythonEnv(layout: Layout): Readonly<Record<string, string>> {
  const quiet = { PYTHONUNBUFFERED: "1", PYTHONDONTWRITEBYTECODE: "1" };
  return { PATH: "/usr/bin:/bin", LANG: "C.UTF-8", HOME: layout.data, PYTHONPATH: layout.conf, ...quiet };
}

/** One process that does everything. `python` has Synapse installed. */
export function synapseService({ layout, port }: Rendered, python: string): Service {
  const settings = join(layout.conf, "homeserver.yaml");
  return {
    name: "synapse",
    role: "main",
    port,
    healthUrl: `http://127.0.0.1:${port}/health`,
    program: {
      path: python,
      args: ["-m", "synapse.app.homeserver", "--config-path", settings],
      folder: layout.data,
      env: { ...pythonEnv(layout), ...preload() },
      output: join(layout.logs, "synapse.out"),
    },
    logs: [pathsIn(layout).log],
    startMilliseconds: 120_000,
    stopMilliseconds: 15_000,
  };
}
