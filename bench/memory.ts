/** Memory of a whole `sync` of the presentation's university, above what the embedded database takes by itself. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startScript } from "../test/lab/processes.ts";
import { type Measure, measureInChild, medianOf } from "./child.ts";
import { type Benchmark, type Figure, figure, figureAtMost, type Wish } from "./figure.ts";
import { withFolder } from "./stage.ts";
import { type CampusOrder, type Server, universityOf, writeCsv } from "./world.ts";

/** Each in a process of its own: making a database takes more than opening it, and would hide what the sync takes. */
interface Peaks {
  readonly making: Measure;
  readonly opening: Measure;
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
        const store = join(folder, `store-${run}`);
        const making = await measureInChild("./store-once.ts", [store]);
        const opening = await measureInChild("./store-once.ts", [store]);
        peaks.push({ making, opening, ...(await syncTwice({ ...order, store })) });
      }
      return describe(people, peaks);
    }),
};

/** A first sync, then one that finds nothing to do, on one fake homeserver. */
async function syncTwice(order: Omit<CampusOrder, keyof Server>): Promise<Pick<Peaks, "first" | "again">> {
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
  const median = (of: keyof Peaks, name: string) =>
    medianOf(
      peaks.map((one) => one[of]),
      name,
    );
  const above = (of: "first" | "again") => median(of, "peak") - median("opening", "peak");
  const first = `first sync of ${people.toLocaleString("en")} people (${median("first", "changes").toLocaleString("en")} changes)`;
  return [
    figureAtMost({ name: `${first}, above the database alone`, unit: "MB", value: above("first") }, 300),
    figureAtMost({ name: "sync that finds nothing to do, above the database alone", unit: "MB", value: above("again") }, 300),
    figure({ name: "embedded database alone, with an empty ledger", unit: "MB", value: median("opening", "peak") }),
    figure({ name: "the same while it is made", unit: "MB", value: median("making", "peak") }),
    figure({ name: "first sync, on the fake homeserver", unit: "ms", value: median("first", "milliseconds") }),
  ];
}
