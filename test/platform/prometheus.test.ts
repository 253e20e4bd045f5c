/** What Prometheus is given; that it accepts the file is shown by the integration tests. */
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { processLabels, prometheusArguments, renderPrometheus } from "#platform/prometheus/render-prometheus.ts";
import { fourHosts, sampleSecrets, sampleSite } from "./sample-site.ts";

const production = { ...fourHosts, profile: "production" } as const;

describe("Prometheus", () => {
  it("is given nothing where nothing is measured", () => {
    expect(renderPrometheus(sampleSite({}), sampleSecrets)).toEqual([]);
    expect(prometheusArguments(sampleSite({}))).toEqual([]);
  });

  it("asks each process at its own address, under labels that no other process has", () => {
    const site = sampleSite(production);
    const [file] = renderPrometheus(site, sampleSecrets);
    const { scrape_configs } = parse(file?.text ?? "");
    const targets: { targets: string[]; labels: Record<string, string> }[] = scrape_configs[0].static_configs;
    expect(targets.map(({ targets: [one] }) => one)).toEqual(site.processes.map((_, index) => `10.20.0.11:${9101 + index}`));
    expect(new Set(targets.map(({ labels }) => JSON.stringify(labels))).size).toBe(13);
    expect(targets[0]?.labels).toEqual({ instance: "univ-demo.example", job: "master", index: "1", process: "main" });
  });

  it("groups processes as Synapse's dashboards do", () => {
    const labels = (name: string) => Object.values(processLabels({ name, isMain: name === "main" })).join(" ");
    expect(["main", "sync2", "event_persister1", "media", "stream_writer", "client_12", "w"].map(labels)).toEqual([
      "master 1",
      "sync 2",
      "event_persister 1",
      "media 1",
      "stream_writer 1",
      "client 12",
      "w 1",
    ]);
  });

  it("remembers for a time and up to a size", () => {
    expect(prometheusArguments(sampleSite(production))).toContain("--storage.tsdb.retention.size=5GB");
    expect(prometheusArguments(sampleSite({ profile: "lab" }))).toContain("--storage.tsdb.retention.time=1d");
  });
});
