/** A pass that finds nothing to do, against a bare reader of the same Synapse. */
import { join } from "node:path";
import { type Measure, measureInChild, medianOf } from "./child.ts";
import { type Benchmark, type Figure, figure, figureAtMost, figureWithin, type Wish } from "./figure.ts";
import { withFolder, withSynapse } from "./stage.ts";
import { type CampusOrder, type Server, universityOf, writeCsv } from "./world.ts";

/** Requests of a pass besides one per managed room or space (docs/RULES.md §8). */
const besides = 20;

export const noOpBenchmark: Benchmark = {
  name: "no-op",
  run: ({ people = 500, runs = 5 }: Wish) =>
    withFolder((folder) =>
      withSynapse(async (server) => {
        const university = universityOf(people);
        writeCsv(university, join(folder, "csv"));
        const order = { ...server, store: join(folder, "store"), csv: join(folder, "csv"), today: university.today };
        await runCampus({ ...order, passes: 1 });
        return compare(people, { ...order, passes: 2 }, server, runs);
      }),
    ),
};

function runCampus(order: CampusOrder): Promise<Measure> {
  return measureInChild("./campus-once.ts", [JSON.stringify(order)]);
}

async function compare(people: number, order: CampusOrder, server: Server, runs: number): Promise<readonly Figure[]> {
  const campus: Measure[] = [];
  const bare: Measure[] = [];
  for (let run = 0; run < runs; run++) {
    campus.push(await runCampus(order));
    bare.push(await measureInChild("./bare-reader.ts", [JSON.stringify(server)]));
  }
  if (campus.some(({ changes }) => changes !== 0)) throw new Error("a pass found something to do");
  const pair = (of: string) => ({ value: medianOf(campus, of), floor: medianOf(bare, of) });
  const rooms = medianOf(campus, "rooms");
  return [
    figureWithin({ name: `pass over ${people} people and ${rooms} rooms, nothing to do`, unit: "ms", ...pair("milliseconds") }, 1.3),
    figure({ name: "the same, first of its process", unit: "ms", value: medianOf(campus, "first") }),
    figureAtMost({ name: `requests, ${rooms} rooms and spaces`, unit: "requests", ...pair("requests") }, rooms + besides),
    figure({ name: "peak memory", unit: "MB", ...pair("peak") }),
  ];
}
