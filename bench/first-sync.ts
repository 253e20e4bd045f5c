/**
 * First sync of a virgin server against a bare driver that sends the unavoidable requests to an identical one: the whole platform with its
 * workers, or, where that would take hours on two cores, one process.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { noDecisions } from "#core/decisions.ts";
import { emptyLedger } from "#core/ledger.ts";
import { mergeReadings } from "#core/merge.ts";
import { emptyObserved } from "#core/observed.ts";
import { makePlan, type Plan } from "#core/plan.ts";
import type { University } from "#sample/model.ts";
import { readingAsCsv } from "#sample/reading-csv.ts";
import { type Measure, measureInChild, medianOf } from "./child.ts";
import { type Benchmark, type Figure, figure, figureWithin, median, type Wish } from "./figure.ts";
import { serverName, withFolder, withLab, withSynapse } from "./stage.ts";
import { policyFor, universityOf, writeCsv } from "./world.ts";

/** Memberships are slowest on workers that share two cores. */
const largestOnWorkers = 1_000;

interface Comparison {
  readonly university: University;
  readonly stage: typeof withSynapse;
}

interface Pair {
  readonly campus: Measure;
  readonly bare: Measure;
}

export const firstSyncBenchmark: Benchmark = {
  name: "first-sync",
  run: ({ people = 100, runs = 1 }: Wish) =>
    withFolder(async (folder) => {
      const university = universityOf(people);
      writeCsv(university, join(folder, "csv"));
      writeFileSync(join(folder, "changes.json"), JSON.stringify({ changes: firstPlan(university).changes }));
      const pairs: Pair[] = [];
      const stage = people > largestOnWorkers ? withSynapse : withLab;
      for (let run = 0; run < runs; run++) pairs.push(await comparePair(folder, { university, stage }, run));
      return describe(people, pairs);
    }),
};

/** The list that both carry out; campus makes it again by itself. */
function firstPlan(university: University): Plan {
  const policy = policyFor(serverName);
  const directory = mergeReadings([readingAsCsv(university)], policy);
  const virgin = { ledger: emptyLedger, observed: emptyObserved, decisions: noDecisions };
  return makePlan({ server: "prod", directory, policy, ...virgin, today: university.today, fresh: true });
}

/** Who goes first changes each time, so that a machine that warms up or tires favours nobody. */
async function comparePair(folder: string, { university, stage }: Comparison, run: number): Promise<Pair> {
  const order = { store: join(folder, `store-${run}`), csv: join(folder, "csv"), today: university.today, passes: 1 };
  const runCampus = () => stage((server) => measureInChild("./campus-once.ts", [JSON.stringify({ ...order, ...server })]));
  const changes = join(folder, "changes.json");
  const runBare = () => stage((server) => measureInChild("./bare-driver.ts", [JSON.stringify(server), changes]));
  if (run % 2 === 0) return { campus: await runCampus(), bare: await runBare() };
  const bare = await runBare();
  return { campus: await runCampus(), bare };
}

function describe(people: number, pairs: readonly Pair[]): readonly Figure[] {
  const campus = pairs.map((pair) => pair.campus);
  const bare = pairs.map((pair) => pair.bare);
  const pair = (of: string) => ({ value: medianOf(campus, of), floor: medianOf(bare, of) });
  const ratios = pairs.map((one) => (one.campus.milliseconds ?? Number.NaN) / (one.bare.milliseconds ?? Number.NaN));
  const name = `first sync of ${people} people (${medianOf(campus, "changes").toLocaleString("en")} changes)`;
  return [
    figureWithin({ name, unit: "ms", ...pair("milliseconds") }, 1.1),
    figure({ name: "median of the ratios of each pair", unit: "ratio", value: median(ratios) }),
    figure({ name: "requests", unit: "requests", ...pair("requests") }),
    figure({ name: "peak memory (the embedded database is made meanwhile)", unit: "MB", ...pair("peak") }),
  ];
}
