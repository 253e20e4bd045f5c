/** Prometheus as rendered and hosted: its checker accepts the file, and it knows every process of the site. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { findProgram } from "#hosting/programs.ts";
import { prometheusService } from "#hosting/prometheus-service.ts";
import type { Supervisor } from "#hosting/supervisor.ts";
import { prometheusPaths } from "#platform/prometheus/render-prometheus.ts";
import { type DataSite, openDataSite, startService } from "../lab/data-site.ts";
import { eventually } from "../lab/processes.ts";

const program = findProgram("prometheus");
if (program === null && process.env.CI) throw new Error("Prometheus is not installed");
if (program === null) console.warn("skipped: Prometheus is not installed (apt-get install prometheus)");

interface Target {
  readonly labels: Readonly<Record<string, string>>;
  readonly scrapeUrl: string;
}

describe.skipIf(program === null)("Prometheus of a platform", () => {
  let lab: DataSite;
  let server: Supervisor | null = null;
  afterEach(async () => {
    await server?.stop();
    lab.remove();
  });

  async function activeTargets(): Promise<readonly Target[]> {
    const response = await fetch(`http://127.0.0.1:${lab.site.prometheus?.port}/api/v1/targets?state=active`);
    const { data } = (await response.json()) as { data: { activeTargets: readonly Target[] } };
    return data.activeTargets;
  }

  it("is accepted by its checker, and asks every process under the labels of Synapse's dashboards", async () => {
    lab = await openDataSite();
    const checker = (program ?? "").replace(/prometheus$/, "promtool");
    if (existsSync(checker)) execFileSync(checker, ["check", "config", prometheusPaths(lab.site).settings]);
    server = await startService(prometheusService(lab.site, program ?? ""));
    const targets = await eventually(activeTargets, (found) => found.length > 1);
    const synapse = targets.filter(({ scrapeUrl }) => scrapeUrl.endsWith("/_synapse/metrics"));
    expect(synapse).toHaveLength(lab.site.processes.length);
    const known = synapse.map(({ labels }) => `${labels.process} ${labels.job} ${labels.index}`).sort();
    expect(known).toContain("main master 1");
    expect(known).toContain("sync2 sync 2");
    expect(known).toContain("event_persister1 event_persister 1");
    expect(known).toContain("stream_writer stream_writer 1");
    expect(new Set(synapse.map(({ labels }) => `${labels.instance} ${labels.job} ${labels.index}`)).size).toBe(13);
    expect(targets).toHaveLength(14);
    const flags = (await (await fetch(`http://127.0.0.1:${lab.site.prometheus?.port}/api/v1/status/flags`)).json()) as {
      data: Record<string, string>;
    };
    expect([flags.data["storage.tsdb.retention.size"], flags.data["web.enable-admin-api"], flags.data["web.enable-lifecycle"]]).toEqual([
      "256MiB",
      "false",
      "false",
    ]);
  });
});
