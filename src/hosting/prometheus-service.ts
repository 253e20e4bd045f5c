/** How Prometheus is started from its rendered file. */
import { join } from "node:path";
import { prometheusArguments } from "#platform/prometheus/render-prometheus.ts";
import type { Site } from "#platform/site.ts";
import type { Service } from "./service.ts";

/** null where nothing is measured. `prometheus` is the path of the program. */
export function prometheusService(site: Site, prometheus: string): Service | null {
  if (site.prometheus === null) return null;
  const { data, log } = site.places.prometheus;
  const { port } = site.prometheus;
  return {
    name: "prometheus",
    role: "monitoring",
    port,
    health: { kind: "http", url: `http://127.0.0.1:${port}/-/ready` },
    // What it asks must be there first: a start is not an outage.
    needs: ["synapse"],
    launch: {
      kind: "program",
      program: {
        path: prometheus,
        args: prometheusArguments(site),
        folder: data,
        env: { PATH: "/usr/bin:/bin" },
        output: join(log, "prometheus.log"),
      },
    },
    logs: [],
    startMilliseconds: 60_000,
    stopMilliseconds: 5_000,
  };
}
