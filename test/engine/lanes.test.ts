/** Lanes: bounded, the longest first, one after the other where asked, and stopped by what throws. */
import { describe, expect, it } from "vitest";
import { type LaneWork, runLanes } from "#engine/lanes.ts";

function recorder() {
  const log: string[] = [];
  let running = 0;
  let peak = 0;
  const piece = (key: string, size = 1, after: string | null = null): LaneWork => ({
    key,
    size,
    after,
    run: async () => {
      running += 1;
      peak = Math.max(peak, running);
      log.push(`+${key}`);
      for (let turn = 0; turn < size; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      log.push(`-${key}`);
      running -= 1;
    },
  });
  return { log, piece, peak: () => peak };
}

describe("lanes", () => {
  it("never run more pieces than there are lanes, and start with the longest", async () => {
    const { log, piece, peak } = recorder();
    await runLanes([piece("short", 1), piece("long", 9), piece("middle", 5), piece("tiny", 1)], 2);
    expect(peak()).toBe(2);
    expect(log.slice(0, 2)).toEqual(["+long", "+middle"]);
    expect(log.filter((entry) => entry.startsWith("-")).length).toBe(4);
  });

  it("start a piece only when the one it follows has ended; an unknown one is not waited for", async () => {
    const { log, piece } = recorder();
    await runLanes([piece("room", 9, "space"), piece("space", 3), piece("other", 1, "elsewhere")], 4);
    expect(log.indexOf("+room")).toBeGreaterThan(log.indexOf("-space"));
    expect(log.indexOf("+other")).toBeLessThan(log.indexOf("-space"));
  });

  it("start nothing more after a piece threw, let the others end, then throw", async () => {
    const { log, piece } = recorder();
    const broken: LaneWork = { key: "broken", size: 20, after: null, run: () => Promise.reject(new Error("store gone")) };
    await expect(runLanes([broken, piece("beside", 10), piece("later", 1), piece("child", 1, "broken")], 2)).rejects.toThrow("store gone");
    expect(log).toEqual(["+beside", "-beside"]);
  });

  it("end at once without work", async () => {
    await runLanes([], 4);
  });
});
