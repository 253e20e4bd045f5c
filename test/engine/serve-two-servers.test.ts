/** One service, or two, over two servers on one memory: each with its own sources, policy and hours, and its own troubles. */
import { expect, it } from "vitest";
import { openSchedule } from "#adapters/schedule/cron.ts";
import type { SourceReading } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";
import type { UserId } from "#core/ids.ts";
import type { Policy } from "#core/policy.ts";
import type { PassDeps } from "#engine/deps.ts";
import { silentLog } from "#engine/log.ts";
import type { Store } from "#engine/ports.ts";
import { openWorker, type Worker } from "#engine/serve/worker.ts";
import { syncPass } from "#engine/sync.ts";
import { flakyStore } from "../fakes/flaky-store.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { fakeTime } from "../fakes/time.ts";
import { approveAll, depsOf, sourceOf, testPolicy, university } from "./campus.ts";
import { type FakeMatrix, openFakeMatrix } from "./fake-matrix.ts";

/** A second source, of guests, that the test server does not follow. */
const guests = (): SourceReading => {
  const guest = { id: "90001", login: "invite1", displayName: "Invité Un", mail: "invite1@univ-demo.example", populations: ["heberge"] };
  return { ...university(1, (one) => ({ ...one, ...guest })), source: "guests" };
};

interface Site {
  readonly name: string;
  readonly cron: readonly string[];
  readonly matrix: FakeMatrix;
  readonly policy: Policy;
  readonly withGuests: boolean;
  /** Thrown by its homeserver while set. */
  down: AppError | null;
}

function siteOf(name: string, cron: readonly string[], rest: Pick<Site, "policy" | "withGuests">): Site {
  const matrix = openFakeMatrix();
  const site: Site = { name, cron, matrix, ...rest, down: null };
  const { accounts } = matrix.reader;
  matrix.reader.accounts = async () => {
    if (site.down) throw site.down;
    return accounts();
  };
  return site;
}

async function openWorld() {
  const time = fakeTime("2026-10-05T06:00:00Z");
  const memory = openMemoryStore();
  const outage = { down: false };
  const store: Store = flakyStore(memory, outage);
  const { eligible, noInheritance } = testPolicy.populations;
  const prod = siteOf("prod", ["0 12 * * *"], { policy: testPolicy, withGuests: true });
  const staffOnly = { ...testPolicy, populations: { noInheritance, eligible: eligible.filter((one) => one !== "heberge") } };
  const test = siteOf("test", ["0 11 * * *", "0 15 * * *"], { policy: staffOnly, withGuests: false });
  const directory = { people: 16 };
  const depsFor = ({ name, matrix, policy, withGuests }: Site): PassDeps => {
    const si = sourceOf(() => university(directory.people));
    const extra = { name: "guests", read: async () => guests() };
    const deps = depsOf({ homeserver: matrix, store, reading: guests }, { clock: time, server: name, policy });
    return { ...deps, sources: withGuests ? [si, extra] : [si] };
  };
  const open = (site: Site): Worker =>
    openWorker({
      ...{ server: site.name, clock: time, timer: time, store, log: silentLog },
      schedule: openSchedule({ cron: site.cron, timeZone: "Europe/Paris" }),
      pass: (start) => time.during(syncPass(depsFor(site), { ...start, approve: null })),
    });
  for (const site of [prod, test]) await syncPass(depsFor(site), { by: "root", approve: approveAll });
  const runs = async ({ name }: Site) => (await memory.runs(name, 1000)).filter(({ by }) => by === "campus serve").reverse();
  const begun = async (site: Site) => (await runs(site)).map(({ startedAt, status }) => `${startedAt.slice(5, 16)} ${status}`);
  return { time, outage, prod, test, directory, open, runs, begun, store: memory };
}

const has = ({ matrix }: Site, login: string) => matrix.people.has(`@${login}:campus.test` as UserId);

it("each follows its own sources, policy and hours; what one directory says reaches both", async () => {
  const { time, prod, test, directory, open, begun } = await openWorld();
  expect([has(prod, "invite1"), has(test, "invite1")]).toEqual([true, false]);
  const workers = [prod, test].map(open);
  directory.people = 17;
  await time.until("2026-10-05T09:30:00Z");
  expect([has(prod, "agent00017"), has(test, "agent00017")]).toEqual([false, true]);
  await time.until("2026-10-06T06:00:00Z");
  for (const worker of workers) await worker.stop();
  expect([has(prod, "agent00017"), has(test, "agent00017")]).toEqual([true, true]);
  expect(await begun(prod)).toEqual(["10-05T10:00 done"]);
  expect(await begun(test)).toEqual(["10-05T09:00 done", "10-05T13:00 done"]);
});

it("a server that is down holds up its own passes only, and is caught up with when it is back", async () => {
  const { time, prod, test, directory, open, begun, runs } = await openWorld();
  const workers = [prod, test].map(open);
  prod.down = new AppError("matrix.unreachable", { url: "http://127.0.0.1:1", detail: "ECONNREFUSED" });
  directory.people = 17;
  await time.until("2026-10-05T14:00:00Z");
  expect(await begun(test)).toEqual(["10-05T09:00 done", "10-05T13:00 done"]);
  expect((await runs(prod)).every(({ status }) => status === "failed")).toBe(true);
  expect(has(prod, "agent00017")).toBe(false);
  prod.down = null;
  await time.until("2026-10-05T15:00:00Z");
  for (const worker of workers) await worker.stop();
  expect(has(prod, "agent00017")).toBe(true);
  expect((await begun(prod)).at(-1)).toMatch(/done$/);
});

it("two services over both servers run each pass once", async () => {
  const { time, prod, test, open, begun } = await openWorld();
  const workers = [prod, test, prod, test].map(open);
  await time.until("2026-10-06T06:00:00Z");
  for (const worker of workers) await worker.stop();
  expect(await begun(prod)).toEqual(["10-05T10:00 done"]);
  expect(await begun(test)).toEqual(["10-05T09:00 done", "10-05T13:00 done"]);
});

it("a store that is lost in the middle of a pass, and back later, leaves nothing done twice and nothing undone", async () => {
  const { time, outage, prod, test, directory, open, begun, store } = await openWorld();
  const workers = [prod, test].map(open);
  directory.people = 20;
  let writes = 0;
  test.matrix.written.length = 0;
  test.matrix.onDone = () => {
    writes += 1;
    if (writes === 5) outage.down = true;
  };
  await time.until("2026-10-05T09:10:00Z");
  expect(outage.down).toBe(true);
  outage.down = false;
  await time.until("2026-10-05T12:00:00Z");
  for (const worker of workers) await worker.stop();
  expect(await begun(prod)).toEqual(["10-05T10:00 done"]);
  const [lost, ...later] = await begun(test);
  expect([lost, later.at(-1)?.slice(-4)]).toEqual(["10-05T09:00 interrupted", "done"]);
  const made = test.matrix.written.filter(({ what }) => what === "create").map(({ user }) => user);
  expect(made.length).toBe(new Set(made).size);
  for (const n of ["17", "18", "19", "20"]) expect(has(test, `agent000${n}`)).toBe(true);
  const lock = await store.lock("test", "somebody else");
  await lock.release();
});
