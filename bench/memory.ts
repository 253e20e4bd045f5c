/** Memory of a whole `sync` of the presentation's university, above what the embedded database takes by itself. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startScript } from "../test/lab/processes.ts";
import { type Measure, measureInChild, medianOf } from "./child.ts";
import { type Benchmark, type Figure, figure, figureAtMost, type Wish } from "./figure.ts";
import { withFolder } from "./stage.ts";
import { type CampusOrder, type Server, universityOf, writeCsv } from "./world.ts";

interface Peaks {
  readonly database: Measure;
  readonly first: Measure;
  readonly again: Measure;
}

export const memoryBenchmark: Benchmark = {
  name: "memory",
  run: ({ people = 8_886, runs = 1 }: Wish) =>
    withFolder(async (folder) => {
      const university = universityOf(people);
      writeCsv(university, join(folder, "csv"));
      const order = { csv: join(folder, "csv"), today: university.today, passes: 1 };
      const peaks: Peaks[] = [];
      for (let run = 0; run < runs; run++) {
        const database = await measureInChild("./store-once.ts", [join(folder, `empty-${run}`)]);
        peaks.push({ database, ...(await syncTwice({ ...order, store: join(folder, `store-${run}`) })) });
      }
      return describe(people, peaks);
    }),
};

/** A first sync, then one that finds nothing to do, each in a process of its own, on one fake homeserver. */
async function syncTwice(order: Omit<CampusOrder, keyof Server>): Promise<Omit<Peaks, "database">> {
  const fake = await startScript(fileURLToPath(new URL("./fake-homeserver.ts", import.meta.url)), []);
  try {
    const server = JSON.parse(await fake.nextLine()) as Server;
    const sync = () => measureInChild("./campus-once.ts", [JSON.stringify({ ...order, ...server })]);
    return { first: await sync(), again: await sync() };
  } finally {
    await fake.end("SIGTERM");
  }
}

function describe(people: number, peaks: readonly Peaks[]): readonly Figure[] {
  const peak = (of: keyof Peaks) =>
    medianOf(
      peaks.map((one) => one[of]),
      "peak",
    );
  const first = peaks.map((one) => one.first);
  const database = peak("database");
  const changes = medianOf(first, "changes").toLocaleString("en");
  const size = people.toLocaleString("en");
  return [
    figureAtMost(
      { name: `first sync of ${size} people (${changes} changes), above the database`, unit: "MB", value: peak("first") - database },
      300,
    ),
    figureAtMost({ name: "sync that finds nothing to do, above the database", unit: "MB", value: peak("again") - database }, 300),
    figure({ name: "embedded database alone", unit: "MB", value: database }),
    figure({ name: "first sync, on the fake homeserver", unit: "ms", value: medianOf(first, "milliseconds") }),
  ];
}
