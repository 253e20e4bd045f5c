/**
 * A pass that finds nothing to do on a whole platform that holds the university already: read by the API and in Synapse's database.
 * Above 10,000 people, by the database alone.
 */
import { type Measure, measureInChild, medianOf } from "./child.ts";
import { type Benchmark, type Figure, figure, figureAtMost, type Wish } from "./figure.ts";
import { type FilledLab, withFilledLab } from "./filler/filled-lab.ts";
import { withFolder } from "./stage.ts";
import { type CampusOrder, serverOf } from "./world.ts";

/** Above, a site reads by the database (docs/RULES.md §8). */
const largestByApi = 10_000;
/** Requests of a pass besides one per managed room or space. */
const besides = 20;

export const settledBenchmark: Benchmark = {
  name: "settled",
  run: ({ people = 1_000, runs = 3 }: Wish) =>
    withFolder((folder) =>
      withFilledLab(people, folder, async (filled) => {
        const { rooms } = filled.settled;
        const memberships = rooms.reduce((sum, { members }) => sum + members.length, 0);
        const size = `${people.toLocaleString("en")} people, ${rooms.length} rooms, ${memberships.toLocaleString("en")} memberships`;
        const byDatabase = await databaseFigures(size, filled, { people, runs });
        return people > largestByApi ? byDatabase : [...(await apiFigures(size, filled, runs)), ...byDatabase];
      }),
    ),
};

/** Nothing may be left to do: otherwise the filled server is not what campus would have made. */
async function passes(order: CampusOrder, runs: number, beside: () => Promise<Measure>): Promise<{ campus: Measure[]; bare: Measure[] }> {
  const [campus, bare]: [Measure[], Measure[]] = [[], []];
  for (let run = 0; run < runs; run++) {
    const pass = await measureInChild("./campus-once.ts", [JSON.stringify(order)]);
    if (pass.changes !== 0) throw new Error(`a pass found ${pass.changes} changes to make`);
    campus.push(pass);
    bare.push(await beside());
  }
  return { campus, bare };
}

async function apiFigures(size: string, { order, settled }: FilledLab, runs: number): Promise<readonly Figure[]> {
  const bareReader = () => measureInChild("./bare-reader.ts", [JSON.stringify(serverOf(order))]);
  const { campus, bare } = await passes({ ...order, passes: 2 }, runs, bareReader);
  const pair = (of: string) => ({ value: medianOf(campus, of), floor: medianOf(bare, of) });
  return [
    figureAtMost({ name: `by the API: nothing to do, ${size}`, unit: "ms", ...pair("milliseconds") }, 3_000),
    figure({ name: "the same, first of its process", unit: "ms", value: medianOf(campus, "first") }),
    figure({ name: "the same, time of campus's processor", unit: "ms", value: medianOf(campus, "cpu") }),
    figureAtMost({ name: "requests", unit: "requests", ...pair("requests") }, settled.rooms.length + besides),
  ];
}

async function databaseFigures(
  size: string,
  { order, observe }: FilledLab,
  { people, runs }: { readonly people: number; readonly runs: number },
): Promise<readonly Figure[]> {
  const isLarge = people > largestByApi;
  const bareObserver = () => measureInChild("./bare-observer.ts", [JSON.stringify(observe)]);
  // The whole pass of a large site is that of a command: nothing is warm.
  const { campus, bare } = await passes({ ...order, observe, passes: isLarge ? 1 : 2 }, runs, bareObserver);
  const pair = (of: string) => ({ value: medianOf(campus, of), floor: medianOf(bare, of) });
  return [
    figureAtMost({ name: `by the database: nothing to do, ${size}`, unit: "ms", ...pair("milliseconds") }, isLarge ? 60_000 : 1_500),
    figure({ name: "the same, first of its process", unit: "ms", value: medianOf(campus, "first") }),
    figure({ name: "the same, time of campus's processor", unit: "ms", value: medianOf(campus, "cpu") }),
    figureAtMost({ name: "queries", unit: "requests", ...pair("queries") }, 15),
    figureAtMost({ name: "peak memory of campus", unit: "MB", ...pair("peak") }, 1_024),
  ];
}
