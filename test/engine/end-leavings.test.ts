/** What was decided about one departure says nothing about the next one. */
import { expect, it } from "vitest";
import { day } from "#core/day.ts";
import type { PersonRecord } from "#core/directory.ts";
import { personKey } from "#core/ids.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

it("a cancelled departure ends when the person is entitled again, and a later departure is a departure", async () => {
  let leaving = false;
  const person = personKey("00006");
  const change = (one: PersonRecord): PersonRecord => (one.id === person && leaving ? { ...one, state: "leaving" } : one);
  const store = openMemoryStore();
  const clock = fixedClock();
  const deps = depsOf({ homeserver: openFakeMatrix(), store, reading: () => university(8, change) }, { clock });
  const pass = () => syncPass(deps, { by: "root", approve: approveAll });
  const state = async () => (await store.loadLedger("test", clock.today())).accounts.get(person)?.state;
  const inForce = async () => (await store.loadDecisions("test", clock.today())).leavings.size;

  await pass();
  leaving = true;
  await pass();
  expect(await state()).toBe("leaving");
  const value = { person, act: "cancel", due: null, by: "support", reason: "prolongé", since: day("2026-08-27"), until: null } as const;
  await store.decide("test", [{ kind: "leaving", value }], clock.now());
  await pass();
  expect([await state(), await inForce()]).toEqual(["open", 1]);

  leaving = false;
  await pass();
  expect([await state(), await inForce()]).toEqual(["open", 0]);
  const [record] = await store.decisionHistory("test", { kinds: ["leaving"] });
  expect(record?.ended).toMatchObject({ how: "ended", by: "campus" });

  leaving = true;
  await pass();
  expect(await state()).toBe("leaving");
});
