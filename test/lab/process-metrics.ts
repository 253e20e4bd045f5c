/** Which process of a platform answered a request: told by the processes' own counters. */
import { setTimeout as pause } from "node:timers/promises";
import type { LabPlatform } from "./platform-lab.ts";

/** Requests answered so far by each process, by method and servlet; health checks left out. */
export type Served = ReadonlyMap<string, ReadonlyMap<string, number>>;

const line = /^synapse_http_server_requests_received_total\{(.*)\} ([\d.e+]+)$/;

export async function readServed(lab: LabPlatform): Promise<Served> {
  // A request is counted a moment after it is answered: what came before must not be taken for what comes next.
  let seen = await readOnce(lab);
  for (;;) {
    await pause(60);
    const again = await readOnce(lab);
    if (JSON.stringify(listed(again)) === JSON.stringify(listed(seen))) return again;
    seen = again;
  }
}

function listed(served: Served): unknown {
  return [...served].map(([name, counts]) => [name, [...counts]]);
}

async function readOnce({ site }: LabPlatform): Promise<Served> {
  const each = site.processes.map(async ({ name, metrics }) => {
    const response = await fetch(`http://${metrics?.address}:${metrics?.port}/_synapse/metrics`);
    return [name, countsIn(await response.text())] as const;
  });
  return new Map(await Promise.all(each));
}

function countsIn(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of text.split("\n")) {
    const [, labels = "", value = "0"] = line.exec(row) ?? [];
    const [method, servlet] = ["method", "servlet"].map((label) => new RegExp(`${label}="([^"]*)"`).exec(labels)?.[1]);
    if (servlet !== undefined && servlet !== "HealthResource") counts.set(`${method} ${servlet}`, Number(value));
  }
  return counts;
}

/** `process: METHOD servlet` of everything answered in between; requests between processes left out. */
export function servedBetween(before: Served, after: Served): readonly string[] {
  return [...after].flatMap(([name, counts]) =>
    [...counts]
      .filter(([what, count]) => count > (before.get(name)?.get(what) ?? 0) && !isInternal(what))
      .map(([what]) => `${name}: ${what}`),
  );
}

/** Replication between processes is served under these names (Synapse 1.163.2, synapse/replication/http). */
function isInternal(what: string): boolean {
  return /Replication|^POST send_events?|^POST fed_|^POST (remote|user|repl|add_|set_|notify|delete_)/.test(what);
}
