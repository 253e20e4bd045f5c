/** From a push to the server while the service runs: within a minute, in few passes, under the same guards. */
import { afterEach, expect, it } from "vitest";
import { openSource } from "#adapters/directory/open.ts";
import { ScimSource } from "#config/source-scim.ts";
import type { UserId } from "#core/ids.ts";
import { silentLog } from "#engine/log.ts";
import type { Run } from "#engine/ports.ts";
import { openWorker } from "#engine/serve/worker.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { fakeTime } from "../fakes/time.ts";
import { type Client, group, listening, make, openClient, patchOf, user } from "../http/scim-world.ts";
import { approveAll, depsOf, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

const config = ScimSource.parse({
  ...{ kind: "scim", name: "idp", defaultPopulation: "administratif", establishment: { code: "UNIV", label: "Université" } },
});

const opened: Client[] = [];
afterEach(async () => {
  for (const client of opened.splice(0)) await client.close();
});

/** A service whose endpoint listens; `count` people of one laboratory, their first provisioning complete and applied. */
async function serving(count: number) {
  const time = fakeTime("2026-10-01T08:00:00Z");
  const [store, matrix] = [openMemoryStore(), openFakeMatrix()];
  const source = openSource(config, { base: "/", scim: { scim: store.scim, now: time.now } });
  const deps = depsOf({ homeserver: matrix, store, reading: () => university(1) }, { clock: time, sources: [source] });
  const client = await openClient(store, { way: listening, clock: time, asked: () => worker.pushed() });
  opened.push(client);
  const users: string[] = [];
  for (let n = 1; n <= count; n += 1) users.push(await make(client, user(n)));
  const lab = await make(client, group("LAB", users));
  await store.scim.declareReady("idp", "root", time.now());
  await syncPass(deps, { by: "root", approve: approveAll });
  const worker = openWorker({
    ...{ server: "test", clock: time, timer: time, schedule: null, store, log: silentLog },
    pass: (start) => time.during(syncPass(deps, { ...start, approve: null })),
  });
  const patch = (id: string, value: object) => client.ask("PATCH", `/Users/${id}`, patchOf({ op: "replace", value }));
  const runs = async () => (await store.runs("test", 1000)).filter(({ by }) => by === "campus serve").reverse();
  await time.until("2026-10-01T08:01:00Z");
  return { time, store, matrix, client, users, lab, worker, patch, runs };
}

const triggersOf = (runs: readonly Run[]) => [...new Set(runs.map(({ trigger }) => trigger))];
const account = (n: number) => `@agent${n}:campus.test` as UserId;

it("a user who is pushed has an account and its rooms within a minute, and is locked when the client disables them", async () => {
  const { time, matrix, client, lab, worker, patch, runs } = await serving(5);
  const sixth = await make(client, user(6));
  await client.ask("PATCH", `/Groups/${lab}`, patchOf({ op: "add", path: "members", value: [{ value: sixth }] }));
  await time.until("2026-10-01T08:02:00Z");
  const rooms = [...matrix.open.values()].filter(({ members }) => members.has(account(6)));
  expect(rooms.map(({ alias }) => String(alias).split(":")[0]).sort()).toContain("#str-lab");
  expect(rooms.length).toBeGreaterThanOrEqual(5);
  await patch(sixth, { active: false });
  await time.until("2026-10-01T08:03:00Z");
  expect(matrix.people.get(account(6))).toMatchObject({ locked: true });
  await patch(sixth, { active: true });
  await time.until("2026-10-01T08:04:00Z");
  await worker.stop();
  expect(matrix.people.get(account(6))).toMatchObject({ locked: false });
  expect((await runs()).map(({ trigger, scope, status }) => [trigger, scope?.people, status])).toEqual(
    [1, 2, 3].map(() => ["scim", ["ext-6"], "done"]),
  );
});

it("a burst of two hundred writes makes few passes, and the last one written is what is there", async () => {
  const { time, matrix, users, worker, patch, runs } = await serving(10);
  let at = Date.parse("2026-10-01T08:01:00Z");
  for (let round = 1; round <= 20; round += 1) {
    for (const id of users) {
      await patch(id, { displayName: `Zoé ${round} ${users.indexOf(id) + 1}` });
      at += 200;
      await time.until(new Date(at).toISOString());
    }
  }
  await time.until(new Date(at + 60_000).toISOString());
  await worker.stop();
  const made = await runs();
  expect(triggersOf(made)).toEqual(["scim"]);
  expect(made.length).toBeLessThanOrEqual(5);
  for (let n = 1; n <= 10; n += 1) expect(matrix.people.get(account(n))?.displayName).toBe(`Zoé 20 ${n}`);
});

it("a client that disables one after the other is held where a whole pass would be: the last hour counts", async () => {
  const { time, matrix, users, worker, patch, runs } = await serving(40);
  let at = Date.parse("2026-10-01T08:01:00Z");
  for (const id of users.slice(0, 12)) {
    await patch(id, { active: false });
    at += 30_000;
    await time.until(new Date(at).toISOString());
  }
  await worker.stop();
  const made = await runs();
  expect(made.length).toBeGreaterThanOrEqual(10);
  expect(triggersOf(made)).toEqual(["scim"]);
  expect([...matrix.people.values()].filter(({ locked }) => locked)).toHaveLength(3);
  expect(made.at(-1)?.status).toBe("held");
});

it("more people than a part takes make one whole pass", async () => {
  const { time, client, users, worker, runs } = await serving(210);
  await client.ask("POST", "/Groups", group("POLE", users));
  await time.until("2026-10-01T08:02:00Z");
  await worker.stop();
  expect((await runs()).map(({ trigger, scope }) => [trigger, scope])).toEqual([["scim", null]]);
});

it("a group that gets another name, or moves, changes its rooms within a minute, in a pass over those structures", async () => {
  const { time, matrix, client, lab, worker, runs } = await serving(5);
  const named = (alias: string) => [...matrix.open.values()].find((room) => String(room.alias).startsWith(`#${alias}:`));
  await client.ask("PATCH", `/Groups/${lab}`, patchOf({ op: "replace", path: "displayName", value: "Laboratoire d'essai" }));
  await time.until("2026-10-01T08:02:00Z");
  expect(named("str-lab")?.name).toBe("Laboratoire d'essai");
  const pole = await make(client, group("POLE", [lab]));
  await time.until("2026-10-01T08:03:00Z");
  await worker.stop();
  const [space, inner] = [named("str-pole"), named("str-lab")];
  expect(space?.members.size).toBe(5);
  expect([...(space?.children.keys() ?? [])]).toContain(inner?.roomId);
  expect((await runs()).map(({ trigger, scope }) => [trigger, scope?.structures])).toEqual([
    ["scim", ["LAB"]],
    ["scim", ["POLE"]],
  ]);
  expect((await client.ask("GET", `/Groups/${pole}`)).body.members).toHaveLength(1);
});
