/** A pause: passes look and plan, write and remember nothing, whoever approves; emergency locks go on. */
import { expect, it } from "vitest";
import type { Decision } from "#core/decision.ts";
import type { SourceReading } from "#core/directory.ts";
import { personKey } from "#core/ids.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

function campus() {
  const state: { reading: SourceReading } = { reading: university(25) };
  const [matrix, store, clock] = [openFakeMatrix(), openMemoryStore(), fixedClock()];
  const deps = depsOf({ homeserver: matrix, store, reading: () => state.reading }, { clock });
  const made = { by: "camille", reason: "migration", since: clock.today(), until: null };
  const decide = (decision: Decision) => store.decide("test", [decision], clock.now());
  const pause = () => decide({ kind: "pause", value: { scope: "everything", ...made } });
  const sync = (approve: typeof approveAll | null = null) => syncPass(deps, { by: "root", approve });
  const loaded = async () => ({
    ledger: await store.loadLedger("test", clock.today()),
    ...(await store.loadDecisions("test", clock.today())),
  });
  return { state, matrix, store, clock, made, decide, pause, sync, loaded };
}

it("holds what a pass would do, and remembers nothing of it, until it ends", async () => {
  const { state, matrix, store, clock, made, decide, pause, sync, loaded } = campus();
  await sync(approveAll);
  await pause();
  await decide({ kind: "refresh", value: { person: personKey("00002"), ...made } });
  const people = state.reading.people.slice(1);
  state.reading = { ...state.reading, people, counts: { ...state.reading.counts, people: people.length } };
  const [before, written] = [await loaded(), matrix.written.length];
  const report = await sync(approveAll);
  expect(report).toMatchObject({ status: "held", applied: 0, held: report.changes });
  expect(report.changes).toBeGreaterThan(0);
  expect(report.problems).toContainEqual(expect.objectContaining({ code: "paused", params: expect.objectContaining({ by: "camille" }) }));
  expect(matrix.written.length).toBe(written);
  expect(await loaded()).toEqual(before);
  await store.endDecision("test", { kind: "pause", subject: "everything" }, { at: clock.now(), by: "camille", why: "fini" });
  expect(await sync()).toMatchObject({ status: "done", held: 0 });
  expect((await loaded()).refreshes.size).toBe(0);
  expect((await loaded()).ledger.absences.size).toBe(1);
});

it("lets an emergency lock through, and nothing else", async () => {
  const { made, decide, pause, sync } = campus();
  await sync(approveAll);
  await pause();
  await decide({ kind: "emergency", value: { person: personKey("00004"), ...made } });
  const report = await sync();
  expect(report.counts).toEqual({ "account.lock": 1 });
  expect(report).toMatchObject({ status: "done", applied: 1, held: 0 });
});
