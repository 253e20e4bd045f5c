/** The sample university through the real adapter on the fake homeserver, day after day: every pass converges, every second pass is empty. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import type { Homeserver } from "#engine/ports.ts";
import { type FakeHomeserver, openFakeHomeserver } from "../fakes/homeserver/open.ts";
import { shownByFake } from "../fakes/homeserver/shown.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { lastDay, replayOn, replayPolicy } from "../sample/replay.ts";

const serverName = "campus.test";

describe("the sample university", () => {
  let fake: FakeHomeserver;
  let homeserver: Homeserver;
  beforeEach(async () => {
    fake = await openFakeHomeserver({ serverName });
    homeserver = openHomeserver({ ...fake, ...replayPolicy(serverName).identities });
  });
  afterEach(async () => {
    await homeserver.close();
    await fake.close();
  });
  const replay = (size: number) => replayOn({ homeserver, store: openMemoryStore(), serverName, size, shown: () => shownByFake(fake) });

  it("is made whole, follows sixty days as they were counted, and is left alone after each", async () => {
    const { live } = replay(200);
    for (let day = 0; day <= lastDay; day += 1) {
      const { again } = await live(day);
      expect(again.requests).toBeLessThanOrEqual(fake.model.rooms.size + 20);
    }
  }, 120_000);

  it("needs about one request for each account, two for each invited member, and few more", async () => {
    const { report } = await replay(200).live(0);
    const { counts } = report;
    const creations = (counts["account.create"] ?? 0) + (counts["space.create"] ?? 0) + (counts["room.create"] ?? 0);
    const joins = report.plan.plan.changes.filter((change) => change.kind === "member.join");
    const invited = joins.filter((change) => change.way === "invite").length;
    const levelled = new Set(report.plan.plan.changes.flatMap((change) => (change.kind === "level.set" ? [change.room] : []))).size;
    const unavoidable = creations + joins.length + invited + (counts["child.set"] ?? 0) + 2 * levelled;
    expect(report.requests).toBeLessThanOrEqual(unavoidable + fake.model.rooms.size + 60);
  });
});
