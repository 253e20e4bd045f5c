/** Prometheus: what it asks each process of Synapse, how long it remembers, how much disk it may take. */
import type { Listener, RenderedFile, Renderer, Site, SynapseProcess } from "../site.ts";
import { writeYaml, type YamlValue } from "../yaml.ts";

export function prometheusPaths({ places }: Pick<Site, "places">) {
  return { settings: `${places.prometheus.conf}/prometheus.yml` };
}

export interface ProcessLabels {
  readonly job: string;
  readonly index: string;
}

/**
 * What Synapse's own dashboards group by: main is "master 1"; sync2 is "sync 2"; media is "media 1" (docs of Synapse 1.163.2, metrics
 * how-to).
 */
export function processLabels({ name, isMain }: Pick<SynapseProcess, "name" | "isMain">): ProcessLabels {
  if (isMain) return { job: "master", index: "1" };
  const [, job, index] = /^(.*?)_?(\d*)$/.exec(name) ?? [];
  return { job: job || name, index: index || "1" };
}

const target = ({ address, port }: Listener): string => `${address.includes(":") ? `[${address}]` : address}:${port}`;

/** `process` tells apart two workers whose names differ by a zero (sync1, sync01). */
function synapseTargets({ processes, serverName }: Site): readonly YamlValue[] {
  return processes.flatMap((one): readonly YamlValue[] => {
    if (one.metrics === null) return [];
    const labels = { instance: serverName, ...processLabels(one), process: one.name };
    return [{ targets: [target(one.metrics)], labels }];
  });
}

function settings(site: Site, own: Listener): string {
  const scrapes: readonly YamlValue[] = [
    { job_name: "synapse", metrics_path: "/_synapse/metrics", static_configs: synapseTargets(site) },
    { job_name: "prometheus", static_configs: [{ targets: [target(own)] }] },
  ];
  return `# Rendered by campus from the platform description: edits are lost at the next start.\n\n${writeYaml([
    {
      comment: "Every 15 seconds, the pace that Synapse's dashboards expect.",
      values: { global: { scrape_interval: "15s", scrape_timeout: "10s", evaluation_interval: "15s" } },
    },
    {
      comment: "Every process of Synapse under the labels its dashboards group by, and Prometheus itself.",
      values: { scrape_configs: scrapes },
    },
  ])}`;
}

/**
 * What `prometheus` is started with; retention can only be said here. Fourteen processes of 900 series every 15 s take about 110 MB a day:
 * a month and 5 GB in production, a day and 256 MB elsewhere, whichever comes first.
 */
export function prometheusArguments(site: Site): readonly string[] {
  const own = site.prometheus;
  if (own === null) return [];
  const production = site.description.profile === "production";
  return [
    `--config.file=${prometheusPaths(site).settings}`,
    `--storage.tsdb.path=${site.places.prometheus.data}`,
    `--storage.tsdb.retention.time=${production ? "30d" : "1d"}`,
    `--storage.tsdb.retention.size=${production ? "5GB" : "256MB"}`,
    `--web.listen-address=${target(own)}`,
    "--log.level=warn",
  ];
}

/** No file where nothing is measured. */
export const renderPrometheus: Renderer = (site) => {
  if (site.prometheus === null) return [];
  const file: RenderedFile = {
    component: "prometheus",
    path: prometheusPaths(site).settings,
    text: settings(site, site.prometheus),
    mode: 0o644,
  };
  return [file];
};
