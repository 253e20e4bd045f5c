/** Planning from memory: 100,000 people, 3,002 rooms, 500,000 memberships; 8,886 people; growth with size. */
import { type Measure, measureInChild, medianOf } from "./child.ts";
import { type Benchmark, type Figure, figure, figureAtMost, figureWithin, type Wish } from "./figure.ts";

interface Planned {
  readonly milliseconds: number;
  readonly cold: number;
  readonly floor: number;
  readonly peak: number;
}

async function planOften(people: number, state: "first" | "settled", runs: number): Promise<Planned> {
  const measures: Measure[] = [];
  for (let run = 0; run < runs; run++) measures.push(await measureInChild("./plan-once.ts", [String(people), state]));
  const of = (name: string) => medianOf(measures, name);
  return { milliseconds: of("milliseconds"), cold: of("cold"), floor: of("floor"), peak: of("peak") };
}

export const planBenchmark: Benchmark = {
  name: "plan",
  async run({ runs = 3 }: Wish): Promise<readonly Figure[]> {
    const large = await planOften(100_000, "settled", runs);
    const university = await planOften(8_886, "settled", runs);
    const tenth = await planOften(10_000, "settled", runs);
    const first = await planOften(100_000, "first", runs);
    return [
      figureAtMost({ name: "plan of 100,000 people, settled server", unit: "ms", value: large.milliseconds, floor: large.floor }, 2000),
      figureAtMost({ name: "the same, first plan of a process", unit: "ms", value: large.cold, floor: large.floor }, 2000),
      figureAtMost({ name: "peak memory, 100,000 people", unit: "MB", value: large.peak }, 700),
      figureAtMost(
        { name: "plan of 8,886 people, settled server", unit: "ms", value: university.milliseconds, floor: university.floor },
        200,
      ),
      figure({ name: "the same, first plan of a process (8,886)", unit: "ms", value: university.cold, floor: university.floor }),
      figure({ name: "peak memory, 8,886 people", unit: "MB", value: university.peak }),
      figureWithin({ name: "100,000 people against 10,000, first plans", unit: "ms", value: large.cold, floor: tenth.cold }, 12),
      // Warm, 10,000 people fit in the processor's cache and 100,000 do not: told, and no measure of the algorithm.
      figure({ name: "the same, code warm", unit: "ms", value: large.milliseconds, floor: tenth.milliseconds }),
      figureAtMost({ name: "plan of 100,000 people, virgin server (609,000 changes)", unit: "ms", value: first.milliseconds }, 2000),
      figureAtMost({ name: "peak memory, virgin server", unit: "MB", value: first.peak }, 700),
    ];
  },
};
