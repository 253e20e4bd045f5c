/** How long a whole platform takes to stand, what it weighs, and what its files cost. */
import { describePlatform } from "#config/platform.ts";
import { defaultPolicy } from "#core/policy.ts";
import { renderPlatform } from "#hosting/render-platform.ts";
import { hasPlatform, type LabPlatformOptions, startLab } from "../test/lab/platform-lab.ts";
import { allow, openSynapse } from "../test/lab/synapse.ts";
import { type Benchmark, type Figure, figureAtMost, median, type Wish } from "./figure.ts";
import { serverName, withFolder } from "./stage.ts";

export const platformBenchmark: Benchmark = {
  name: "platform",
  run: async ({ runs = 3 }: Wish) => {
    if (!hasPlatform()) throw new Error("this benchmark needs nginx, Redis, PostgreSQL and Synapse: ./campus test installs them");
    return [
      figureAtMost({ name: "rendering every file of a platform of 13 processes", unit: "ms", value: await rendering(runs) }, 200),
      figureAtMost({ name: "demonstration: from nothing to an answer", unit: "ms", value: await demonstration(runs) }, 8_000),
      ...(await lab("forked from one parent", {}, 30_000, runs)),
      ...(await lab("each loading Synapse by itself", { separate: true }, 75_000, 1)),
    ];
  },
};

/** After a first time, which makes folders and secrets. */
async function rendering(runs: number): Promise<number> {
  return withFolder(async (stateFolder) => {
    const platform = describePlatform({ name: "bench", serverName }, { profile: "lab", stateFolder });
    const input = { platform, identities: defaultPolicy(serverName).identities, allow };
    await renderPlatform(input);
    return medianTime(runs, () => renderPlatform(input));
  });
}

async function demonstration(runs: number): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    const lab = await openSynapse({ serverName });
    times.push(performance.now() - start);
    await lab.stop();
  }
  return median(times);
}

async function lab(how: string, options: LabPlatformOptions, goal: number, runs: number): Promise<readonly Figure[]> {
  const times: number[] = [];
  let megabytes = 0;
  let stopping = 0;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    const platform = await startLab({ serverName, ...options });
    times.push(performance.now() - start);
    megabytes = (await platform.processes()).reduce((sum, { memoryBytes }) => sum + (memoryBytes ?? 0), 0) / 1e6;
    const end = performance.now();
    await platform.stop();
    stopping = performance.now() - end;
  }
  return [
    figureAtMost({ name: `lab, ${how}: from nothing to every process ready`, unit: "ms", value: median(times) }, goal),
    figureAtMost({ name: `lab, ${how}: memory of all processes`, unit: "MB", value: megabytes }, 3_072),
    figureAtMost({ name: `lab, ${how}: stopped`, unit: "ms", value: stopping }, 10_000),
  ];
}

async function medianTime(runs: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
}
