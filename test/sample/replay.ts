/** The sample's days lived on any homeserver: each day's passes, and what the server shows afterwards against what was counted. */
import { expect } from "vitest";
import { defaultPolicy, type Policy } from "#core/policy.ts";
import type { PassDeps } from "#engine/deps.ts";
import type { Homeserver, Store } from "#engine/ports.ts";
import type { PassReport } from "#engine/report.ts";
import { syncPass } from "#engine/sync.ts";
import { todayOf } from "#sample/calendar.ts";
import { generateUniversity } from "#sample/generate.ts";
import { countLife, type LifeTotals } from "#sample/life.ts";
import { samplePolicy } from "#sample/policy.ts";
import { readingAsCsv } from "#sample/reading-csv.ts";
import { massLossDay } from "#sample/timeline.ts";
import { approveAll, approveByTwo, depsOf, fixedClock } from "../engine/campus.ts";
import { type ServerShown, totalsOf } from "./shown.ts";

export const lastDay = 60;

export interface ReplayedOn {
  readonly homeserver: Homeserver;
  readonly store: Store;
  readonly serverName: string;
  readonly size: number;
  /** What the server shows, read without campus. */
  shown(): ServerShown | Promise<ServerShown>;
}

export interface DayLived {
  /** The day's first pass. */
  readonly report: PassReport;
  /** The one right after the day's last change. */
  readonly again: PassReport;
  readonly shown: ServerShown;
}

/** The policy of the sample on a server. */
export function replayPolicy(serverName: string): Policy {
  const base = defaultPolicy(serverName);
  return { ...base, structures: { ...base.structures, ...samplePolicy } };
}

/**
 * `live(day)` lives one day after the other from 0 on, and asserts each: everything held is released, what moves an identity by two
 * other people, except on the day of the mass loss, whose holds are right; the server shows the totals counted; the pass that follows
 * at once finds nothing and writes no event.
 */
export function replayOn({ homeserver, store, serverName, size, shown }: ReplayedOn): { live(day: number): Promise<DayLived> } {
  const expected = countLife({ size, seed: 1, kind: "csv" }, lastDay);
  const policy = replayPolicy(serverName);
  const clock = fixedClock();
  const at = { day: 0 };
  let own: ReadonlySet<string> | null = null;
  const reading = () => readingAsCsv(generateUniversity({ size, seed: 1, day: at.day }), "si");
  const deps = depsOf({ homeserver, store, reading }, { policy, clock });
  const sync = (approve: typeof approveAll | null) => syncPass(deps, { by: "root", approve });
  return {
    async live(day) {
      at.day = day;
      clock.day = todayOf(day);
      own ??= new Set((await shown()).accounts.map(({ userId }) => userId));
      const isAccident = day === massLossDay;
      const report = await sync(isAccident ? null : approveAll);
      if (isAccident) expectHeld(report);
      else expectDone(report);
      if (!isAccident && report.held > 0) await releaseIdentities(deps);
      const after = await shown();
      expectTotals(day, { ...totalsOf(after, own), leaving: await countLeaving(deps) }, expected[day]);
      const again = await sync(null);
      expect({ day, left: again.plan.plan.changes.filter((change) => !isAccident || change.held === undefined) }).toEqual({
        day,
        left: [],
      });
      expect(again).toMatchObject({ applied: 0, failed: 0 });
      expect({ day, events: (await shown()).events }).toEqual({ day, events: after.events });
      return { report, again, shown: after };
    },
  };
}

function expectDone({ failures, skipped, remaining, converged, changes }: PassReport): void {
  expect({ failures, skipped, remaining }).toEqual({ failures: [], skipped: 0, remaining: [] });
  if (changes > 0) expect(converged).toBe(true);
}

/** Nine people in ten are missing from the source: everything that would follow from it waits, and nobody is asked to release it. */
function expectHeld({ status, held, failed, plan }: PassReport): void {
  expect({ status, failed }).toEqual({ status: "held", failed: 0 });
  expect(held).toBeGreaterThan(0);
  expect(plan.plan.guards.filter(({ verdict }) => verdict === "held").map(({ name }) => name)).toContain("source-shrunk");
}

export async function releaseIdentities(deps: PassDeps): Promise<void> {
  await approveByTwo(deps);
  const released = await syncPass(deps, { by: "root", approve: null });
  expect(released.plan.plan.changes.filter((change) => change.held !== undefined && change.held !== "identity")).toEqual([]);
  expect(released).toMatchObject({ status: "done", held: 0, failed: 0, converged: true });
  expect(released.applied).toBeGreaterThan(0);
}

async function countLeaving({ store, server, clock }: PassDeps): Promise<number> {
  const { accounts } = await store.loadLedger(server, clock.today());
  return [...accounts.values()].filter(({ state }) => state === "leaving").length;
}

function expectTotals(day: number, found: LifeTotals, expected: LifeTotals | undefined): void {
  expect({ day, ...found }).toEqual({ day, ...expected });
}
