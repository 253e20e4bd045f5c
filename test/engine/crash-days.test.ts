/** Days of the sample university, each pass of which dies once: what stands in the end is what stands without any crash. */
import { describe, expect, it } from "vitest";
import type { SourceReading } from "#core/directory.ts";
import type { Policy } from "#core/policy.ts";
import { syncPass } from "#engine/sync.ts";
import { todayOf } from "#sample/calendar.ts";
import { generateUniversity } from "#sample/generate.ts";
import { samplePolicy } from "#sample/policy.ts";
import { createRandom } from "#sample/random.ts";
import { readingAsCsv } from "#sample/reading-csv.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, testPolicy } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";
import { Killed, killAt, revive } from "./kill.ts";
import { portrait } from "./portrait.ts";

const policy: Policy = { ...testPolicy, structures: { ...testPolicy.structures, ...samplePolicy } };
const days = [0, 4, 8, 14, 21, 28, 45, 60];
const readings = new Map<number, SourceReading>(
  days.map((day) => [day, readingAsCsv(generateUniversity({ size: 120, seed: 3, day }), "si")]),
);

/** Plays the days; `deaths` says at which share of each day's writes the pass dies, null = never. */
async function play(deaths: ((day: number) => number) | null, writesOf: Map<number, number>): Promise<string> {
  const matrix = openFakeMatrix();
  const store = openMemoryStore();
  const clock = fixedClock();
  for (const day of days) {
    clock.day = todayOf(day);
    const reading = (): SourceReading => readings.get(day) as SourceReading;
    const sync = (through = store as Parameters<typeof killAt>[1]) =>
      syncPass(depsOf({ homeserver: matrix, store: through, reading }, { policy, clock }), { by: "root", approve: approveAll });
    const before = matrix.written.length;
    if (deaths) {
      const at = 1 + Math.floor(deaths(day) * (writesOf.get(day) ?? 1));
      await sync(killAt(matrix, store, { at, effect: at % 2 === 0 })).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
      revive(matrix);
    }
    expect(await sync()).toMatchObject({ failed: 0, skipped: 0, remaining: [] });
    if (deaths) continue;
    writesOf.set(day, matrix.written.length - before);
    // A pass that dies has read the directory too: who vanished is counted absent as often in a quiet life.
    await sync();
  }
  return portrait(matrix, await store.loadLedger("test", clock.today()));
}

describe("sixty days with a crash at each pass", () => {
  it("end as sixty quiet days do", async () => {
    const writesOf = new Map<number, number>();
    const quiet = await play(null, writesOf);
    expect([...writesOf.values()].every((writes) => writes > 0)).toBe(true);
    for (let seed = 0; seed < 12; seed += 1) {
      const random = createRandom(seed, 7);
      const crashed = await play(() => random.next(), writesOf);
      expect({ seed, crashed }).toEqual({ seed, crashed: quiet });
    }
  }, 120_000);
});
