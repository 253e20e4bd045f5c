/** The sample university through the real adapter on the fake homeserver, day after day: every pass converges, every second pass is empty. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import type { Policy } from "#core/policy.ts";
import type { PassDeps } from "#engine/deps.ts";
import type { Homeserver } from "#engine/ports.ts";
import type { PassReport } from "#engine/report.ts";
import { syncPass } from "#engine/sync.ts";
import { todayOf } from "#sample/calendar.ts";
import { generateUniversity } from "#sample/generate.ts";
import { samplePolicy } from "#sample/policy.ts";
import { readingAsCsv } from "#sample/reading-csv.ts";
import { type FakeHomeserver, openFakeHomeserver } from "../fakes/homeserver/open.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, testPolicy } from "./campus.ts";

const policy: Policy = { ...testPolicy, structures: { ...testPolicy.structures, ...samplePolicy } };

describe("the sample university", () => {
  let fake: FakeHomeserver;
  let homeserver: Homeserver;
  beforeEach(async () => {
    fake = await openFakeHomeserver({ serverName: "campus.test" });
    const { connector, agentSmith } = policy.identities;
    homeserver = openHomeserver({ ...fake, connector, agentSmith });
  });
  afterEach(async () => {
    await homeserver.close();
    await fake.close();
  });

  /** One pass of day `n`, everything held being approved when asked. */
  function campus(size: number) {
    const store = openMemoryStore();
    const at = { day: 0 };
    const clock = fixedClock();
    const deps: PassDeps = depsOf(
      { homeserver, store, reading: () => readingAsCsv(generateUniversity({ size, seed: 1, day: at.day }), "si") },
      { policy, clock },
    );
    return async (day: number, approve: boolean): Promise<PassReport> => {
      at.day = day;
      clock.day = todayOf(day);
      return syncPass(deps, { by: "root", approve: approve ? approveAll : null });
    };
  }

  it("is made whole, then left alone, then follows the days", async () => {
    const pass = campus(200);
    const first = await pass(0, true);
    expect(first.failures).toEqual([]);
    expect(first).toMatchObject({ status: "done", converged: true, remaining: [] });
    const second = await pass(0, false);
    expect(second).toMatchObject({ changes: 0, converged: true });
    expect(second.requests).toBeLessThanOrEqual(fake.model.rooms.size + 20);
    for (const day of [1, 2, 3, 4, 8, 14, 21]) {
      const report = await pass(day, true);
      const { failures, skipped, remaining } = report;
      expect({ day, failures, skipped, remaining }).toEqual({ day, failures: [], skipped: 0, remaining: [] });
      const again = await pass(day, true);
      const left = again.plan.plan.changes.filter((change) => change.held !== "identity");
      expect({ day, left }).toEqual({ day, left: [] });
    }
  }, 120_000);

  it("needs about one request for each account, two for each invited member, and few more", async () => {
    const report = await campus(200)(0, true);
    const { counts } = report;
    const creations = (counts["account.create"] ?? 0) + (counts["space.create"] ?? 0) + (counts["room.create"] ?? 0);
    const joins = report.plan.plan.changes.filter((change) => change.kind === "member.join");
    const invited = joins.filter((change) => change.way === "invite").length;
    const levelled = new Set(report.plan.plan.changes.flatMap((change) => (change.kind === "level.set" ? [change.room] : []))).size;
    const unavoidable = creations + joins.length + invited + (counts["child.set"] ?? 0) + 2 * levelled;
    expect(report.requests).toBeLessThanOrEqual(unavoidable + fake.model.rooms.size + 60);
  });
});
