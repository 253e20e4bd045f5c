/** Refresh requests: a pass that ended well served them, one that failed did not. */
import { expect, it } from "vitest";
import type { SourceReading } from "#core/directory.ts";
import { personKey } from "#core/ids.ts";
import { everything, type Scope } from "#core/scope.ts";
import { planPass } from "#engine/plan-pass.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

it("is served by the next whole pass that ends well, and by no plan nor failed pass", async () => {
  let reading: SourceReading | null = null;
  const store = openMemoryStore();
  const clock = fixedClock();
  const read = () => {
    if (reading === null) throw new Error("the source is down");
    return reading;
  };
  const deps = depsOf({ homeserver: openFakeMatrix(), store, reading: read }, { clock });
  const today = clock.today();
  const value = { person: personKey("1"), by: "support", reason: "arrivée ce matin", since: today, until: null };
  await store.decide("test", [{ kind: "refresh", value }], clock.now());
  const pending = async () => (await store.loadDecisions("test", today)).refreshes.size;

  await expect(syncPass(deps, { by: "root", approve: null })).rejects.toThrow("down");
  expect(await pending()).toBe(1);
  reading = university(5);
  await planPass(deps, "root");
  expect(await pending()).toBe(1);
  const { runId } = await syncPass(deps, { by: "root", approve: approveAll });
  expect(await pending()).toBe(0);
  const [record] = await store.decisionHistory("test", { kinds: ["refresh"] });
  expect(record?.ended).toMatchObject({ how: "served", run: runId });
});

it("is served by a pass over that person, and waits while others are seen to", async () => {
  const store = openMemoryStore();
  const clock = fixedClock();
  const deps = depsOf({ homeserver: openFakeMatrix(), store, reading: () => university(8) }, { clock });
  await syncPass(deps, { by: "root", approve: approveAll });
  const today = clock.today();
  const people = ["00001", "00002"].map(personKey);
  for (const person of people) {
    const value = { person, by: "support", reason: "", since: today, until: null };
    await store.decide("test", [{ kind: "refresh", value }], clock.now());
  }
  const pass = (scope: Scope) => syncPass(deps, { by: "campus", approve: null, trigger: "refresh", scope });
  await pass({ ...everything, people: people.slice(0, 1) });
  expect([...(await store.loadDecisions("test", today)).refreshes.keys()]).toEqual(people.slice(1));
  await pass({ ...everything, people, kinds: ["account.lock"] });
  expect((await store.loadDecisions("test", today)).refreshes.size).toBe(1);
});
