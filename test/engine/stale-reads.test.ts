/** A server whose reads are behind its writes, as a Synapse worker's may be: nothing twice, nothing lost, and whole once it has caught up. */
import { beforeAll, describe, expect, it } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import type { SourceReading } from "#core/directory.ts";
import type { PassReport } from "#engine/report.ts";
import { syncPass } from "#engine/sync.ts";
import { type FakeHomeserver, openFakeHomeserver } from "../fakes/homeserver/open.ts";
import { portrait } from "../fakes/homeserver/portrait.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, testPolicy, university } from "./campus.ts";

const people = 12;
/** What each day reads: made; one comes, one goes, one is renamed, a function ends, a link moves; all of it undone. */
const days: readonly (() => SourceReading)[] = [
  () => university(people),
  () =>
    university(people + 1, (person, index) => {
      if (index === 5) return { ...person, state: "disabled" };
      if (index === 6) return { ...person, displayName: "Autre Nom" };
      if (index === 7) return { ...person, assignments: [{ structure: "LAB1", kind: "AFFECTATION", principal: true }] };
      return index === 1 ? { ...person, functions: [] } : person;
    }),
  () => university(people + 1),
];

async function campus() {
  const fake = await openFakeHomeserver({ serverName: "campus.test" });
  const store = openMemoryStore();
  const clock = fixedClock("2026-10-05");
  /** A process of its own each time: what an earlier one saw is forgotten. */
  const sync = async (day: number): Promise<PassReport> => {
    const homeserver = openHomeserver({ ...fake, ...testPolicy.identities, claim: { looks: 2, pauseMs: 1 } });
    clock.day = `2026-10-${String(5 + 10 * day).padStart(2, "0")}`;
    const deps = depsOf({ homeserver, store, reading: days[day] ?? (days[0] as () => SourceReading) }, { clock });
    try {
      return await syncPass(deps, { by: "root", approve: approveAll });
    } finally {
      await homeserver.close();
    }
  };
  return { fake, sync };
}

describe("reads behind writes", () => {
  const expected: { portrait: object; events: number }[] = [];
  beforeAll(async () => {
    const { fake, sync } = await campus();
    for (const day of days.keys()) {
      expect(await sync(day)).toMatchObject({ status: "done", converged: true, changes: expect.any(Number) });
      expected.push({ portrait: portrait(fake), events: fake.model.events });
    }
    await fake.close();
  });

  const lags = [1, 3, 10, Number.POSITIVE_INFINITY];
  const table = lags.flatMap((writes) => [...days.keys()].map((day) => ({ writes, day })));

  it.each(table)("by $writes writes while day $day is applied and looked at again", async ({ writes, day }) => {
    const { fake, sync } = await campus();
    for (let before = 0; before < day; before += 1) await sync(before);
    fake.lag.behind(writes);
    const behind = await sync(day);
    // Rooms that are not seen at all refuse a level: a failure of that change, which the next pass makes good.
    const codes = new Set(behind.failures.map(({ kind, refusal }) => `${kind} ${refusal?.code}`));
    expect([...codes]).toEqual(writes === Number.POSITIVE_INFINITY && day === 0 ? ["level.set matrix.forbidden"] : []);
    fake.lag.behind(0);
    await expectWhole(fake, sync, day);
  });

  it.each([...days.keys()])("by all that was written, at the pass that follows day %i", async (day) => {
    const { fake, sync } = await campus();
    for (let before = 0; before < day; before += 1) await sync(before);
    fake.lag.behind(Number.POSITIVE_INFINITY);
    await sync(day);
    await sync(day);
    fake.lag.behind(0);
    await expectWhole(fake, sync, day);
  });

  async function expectWhole(fake: FakeHomeserver, sync: (day: number) => Promise<PassReport>, day: number): Promise<void> {
    expect(await sync(day)).toMatchObject({ status: "done", failed: 0, skipped: 0, remaining: [] });
    expect(await sync(day)).toMatchObject({ changes: 0 });
    expect(portrait(fake)).toEqual(expected[day]?.portrait);
    expect(fake.model.events).toBe(expected[day]?.events);
    await fake.close();
  }
});
