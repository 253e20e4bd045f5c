/** Prometheus's own tool reads its rendered file. */
import { existsSync } from "node:fs";
import type { Finding } from "#core/finding.ts";
import { prometheusPaths } from "#platform/prometheus/render-prometheus.ts";
import { promtoolOf, runToEnd } from "../installed-programs.ts";
import { type Bench, refused } from "./judge.ts";

/** Nothing where the tool is missing: packages other than Debian's may leave it out. */
export async function judgePrometheus(bench: Bench, prometheus: string): Promise<readonly Finding[]> {
  const promtool = promtoolOf(prometheus);
  if (!existsSync(promtool)) return [];
  const { settings: file } = prometheusPaths(bench.site);
  const { code, text } = await runToEnd(promtool, ["check", "config", file], { cwd: bench.folder });
  if (code === 0) return [];
  const [, words = text] = /FAILED: ([\s\S]+)/.exec(text) ?? [];
  const line = /line (\d+)/.exec(words)?.[1];
  return [refused(bench, "prometheus", { words, file, line: line === undefined ? null : Number(line) })];
}
