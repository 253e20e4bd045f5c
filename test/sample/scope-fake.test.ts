/** One person at a time on a server of 8,886 people, through the real adapter: six looks, and the writes that it takes. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import { noDecisions } from "#core/decisions.ts";
import type { PersonRecord, SourceReading } from "#core/directory.ts";
import type { PersonKey, UserId } from "#core/ids.ts";
import { emptyLedger, type LedgerWrite } from "#core/ledger.ts";
import { mergeReadings } from "#core/merge.ts";
import { emptyObserved } from "#core/observed.ts";
import { makePlan } from "#core/plan.ts";
import { defaultPolicy, type Policy } from "#core/policy.ts";
import { everything } from "#core/scope.ts";
import type { PassDeps } from "#engine/deps.ts";
import type { Homeserver } from "#engine/ports.ts";
import { syncPass } from "#engine/sync.ts";
import { generateUniversity } from "#sample/generate.ts";
import { samplePolicy } from "#sample/policy.ts";
import { readingAsCsv } from "#sample/reading-csv.ts";
import { depsOf, fixedClock } from "../engine/campus.ts";
import { type FakeHomeserver, openFakeHomeserver } from "../fakes/homeserver/open.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { applyPlan, type State } from "../scenarios/simulate.ts";
import { seedFake } from "./seed-fake.ts";

const base = defaultPolicy("campus.test");
const policy: Policy = { ...base, structures: { ...base.structures, ...samplePolicy } };
const university = generateUniversity({ size: 8886, seed: 1, day: 0 });
const { today } = university;

let fake: FakeHomeserver;
let deps: PassDeps;
let reading: SourceReading = readingAsCsv(university);
let settled: State;

/** What campus remembers of a state, as the writes that make it. */
function writesOf({ ledger }: State): LedgerWrite[] {
  const writes: LedgerWrite[] = [];
  for (const account of ledger.accounts.values()) writes.push({ kind: "account.set", account });
  for (const room of ledger.rooms.values()) writes.push({ kind: "room.set", room });
  for (const [room, grants] of ledger.grants) for (const grant of grants.values()) writes.push({ kind: "grant.set", room, grant });
  for (const seen of ledger.functions) writes.push({ kind: "function.set", seen });
  for (const [source, people] of ledger.base.sources) writes.push({ kind: "source.set", source, people });
  return writes;
}

beforeAll(async () => {
  const virgin: State = { ledger: emptyLedger, observed: emptyObserved };
  const directory = mergeReadings([reading], policy);
  settled = applyPlan(virgin, makePlan({ server: "test", directory, policy, decisions: noDecisions, ...virgin, today, fresh: true }), true);
  fake = await openFakeHomeserver({ serverName: "campus.test", ...policy.identities });
  seedFake(fake, settled, []);
  const store = openMemoryStore();
  await store.writeLedger("test", writesOf(settled));
  const first = await store.startRun({ server: "test", today, startedAt: `${today}T04:00:00Z`, by: "root" });
  const done = { key: "seed" as never, kind: "account.create", status: "applied", refusal: null } as const;
  await store.saveOutcomes(first.id, today, [done]);
  await store.finishRun(first.id, { status: "done", endedAt: `${today}T05:00:00Z`, figures: {}, error: null });
  const homeserver: Homeserver = openHomeserver({ ...fake, ...policy.identities });
  deps = depsOf({ homeserver, store, reading: () => reading }, { policy, clock: fixedClock(today) });
}, 60_000);
afterAll(async () => {
  await deps?.homeserver.close();
  await fake?.close();
});

/** A command of its own has an adapter of its own. */
async function passOver(person: PersonKey) {
  const homeserver = openHomeserver({ ...fake, ...policy.identities });
  fake.resetRequests();
  try {
    const report = await syncPass({ ...deps, homeserver }, { by: "root", approve: null, scope: { ...everything, people: [person] } });
    expect(fake.requests().total).toBe(report.requests);
    return report;
  } finally {
    await homeserver.close();
  }
}

it("with nothing to do costs three requests, for whoever is in the most rooms too", async () => {
  const counts = new Map<string, number>();
  for (const grants of settled.ledger.grants.values()) for (const user of grants.keys()) counts.set(user, (counts.get(user) ?? 0) + 1);
  const busiest = [...settled.ledger.accounts.values()].toSorted((a, b) => (counts.get(b.userId) ?? 0) - (counts.get(a.userId) ?? 0))[0];
  expect(counts.get(busiest?.userId ?? "")).toBeGreaterThan(10);
  expect(await passOver(busiest?.person as PersonKey)).toMatchObject({ status: "done", changes: 0, requests: 3 });
});

/** Those with the fewest and with the most rooms, among people with a function and among those without. */
function extremes(): readonly PersonRecord[] {
  const roomsOf = new Map<UserId, number>();
  for (const grants of settled.ledger.grants.values()) for (const user of grants.keys()) roomsOf.set(user, (roomsOf.get(user) ?? 0) + 1);
  const size = ({ id }: PersonRecord) => roomsOf.get(settled.ledger.accounts.get(id as PersonKey)?.userId as UserId) ?? 0;
  const active = reading.people.filter((one) => one.state === "active" && size(one) > 1).toSorted((a, b) => size(a) - size(b));
  return [true, false].flatMap((isHead) => {
    const own = active.filter(({ functions }) => functions.length > 0 === isHead);
    return [own[0], own.at(-1)].filter((one) => one !== undefined);
  });
}

function withNewcomer(like: PersonRecord, id: string): PersonKey {
  const own = { origin: id, id, login: id.toLowerCase(), displayName: `Nouvelle ${id}`, mail: `${id.toLowerCase()}@univ-demo.example` };
  const people = [...reading.people, { ...like, ...own }];
  reading = { ...reading, people, counts: { ...reading.counts, people: people.length } };
  return id as PersonKey;
}

it("lets any newcomer in at six looks, one write for each event that makes it so, and one look right before each level", async () => {
  let [few, heads] = [0, 0];
  for (const [index, like] of extremes().entries()) {
    const { requests, counts, status } = await passOver(withNewcomer(like, `ANY-${index}`));
    const looks = [...fake.requests().byRoute].filter(([route]) => route.startsWith("GET ")).reduce((sum, [, times]) => sum + times, 0);
    const levels = counts["level.set"] ?? 0;
    expect(looks, like.id).toBeLessThanOrEqual(6 + levels);
    if (status !== "done" || counts["account.create"] !== 1 || requests - looks > 14) continue;
    few += 1;
    if (levels > 0) heads += 1;
    expect(requests, like.id).toBeLessThanOrEqual(20 + levels);
  }
  expect({ few, heads }).toEqual({ few: 2, heads: 1 });
}, 60_000);

it("lets a newcomer in, name changed or locked, within 20 requests and one look right before each level", async () => {
  const someone = reading.people.find(({ state, assignments }) => state === "active" && assignments.length === 1);
  if (someone === undefined) throw new Error("nobody has one assignment");
  const newcomer = {
    ...someone,
    origin: "new",
    id: "NEW-1",
    login: "nouvelle.venue",
    displayName: "Nouvelle Venue",
    mail: "nv@univ-demo.example",
  };
  reading = { ...reading, people: [...reading.people, newcomer], counts: { ...reading.counts, people: reading.counts.people + 1 } };
  const arrival = await passOver("NEW-1" as PersonKey);
  expect(arrival).toMatchObject({ status: "done", converged: true, held: 0, failed: 0 });
  expect(arrival.counts["member.join"]).toBeGreaterThan(3);
  expect(arrival.requests).toBeLessThanOrEqual(20 + (arrival.counts["level.set"] ?? 0));
  const edit = (change: object) => {
    const people = reading.people.map((one) => (one.id === "NEW-1" ? { ...one, ...change } : one));
    reading = { ...reading, people };
  };
  edit({ displayName: "Autre Nom" });
  const renamed = await passOver("NEW-1" as PersonKey);
  expect(renamed).toMatchObject({ status: "done", converged: true, counts: { "account.rename": 1 } });
  edit({ state: "disabled" });
  const locked = await passOver("NEW-1" as PersonKey);
  expect(locked).toMatchObject({ status: "done", converged: true, counts: { "account.lock": 1 } });
  for (const { requests } of [renamed, locked]) expect(requests).toBeLessThanOrEqual(10);
});
