/** From a push to a pass: what an identity provider sends changes the server just so, and nothing before it is complete. */
import { expect, it } from "vitest";
import { openSource } from "#adapters/directory/open.ts";
import { ScimSource } from "#config/source-scim.ts";
import { planPass } from "#engine/plan-pass.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { type Client, group, openClient, patchOf, user } from "../http/scim-world.ts";
import { renderChange } from "../scenarios/render.ts";
import { approveAll, depsOf, fixedClock, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

const config = ScimSource.parse({
  ...{ kind: "scim", name: "idp", defaultPopulation: "administratif", establishment: { code: "UNIV", label: "Université" } },
});

async function campus() {
  const store = openMemoryStore();
  const client = await openClient(store);
  const clock = fixedClock();
  const matrix = openFakeMatrix();
  const source = openSource(config, { base: "/", scim: { scim: store.scim, now: () => clock.now() } });
  const deps = depsOf({ homeserver: matrix, store, reading: () => university(1) }, { clock, sources: [source] });
  return {
    store,
    client,
    clock,
    matrix,
    deps,
    sync: (approve: typeof approveAll | null = null) => syncPass(deps, { by: "root", approve }),
  };
}

async function push(client: Client, count: number): Promise<{ users: string[]; lab: string }> {
  const users: string[] = [];
  for (let n = 1; n <= count; n += 1) users.push(String((await client.ask("POST", "/Users", user(n))).body.id));
  const { body } = await client.ask("POST", "/Groups", group("LAB", users));
  return { users, lab: String(body.id) };
}

it("two pushes, then a pass: exactly the changes that they mean", async () => {
  const { store, client, clock, matrix, deps, sync } = await campus();
  const { users, lab } = await push(client, 5);
  await expect(planPass(deps, "root")).rejects.toMatchObject({ code: "source.not-ready" });
  expect(matrix.written).toEqual([]);
  await store.scim.declareReady("idp", "root", clock.now());
  expect(await sync(approveAll)).toMatchObject({ status: "done", converged: true });
  expect([...matrix.people.keys()].sort()).toEqual([1, 2, 3, 4, 5].map((n) => `@agent${n}:campus.test`));
  expect(await sync()).toMatchObject({ changes: 0 });
  const sixth = String((await client.ask("POST", "/Users", user(6))).body.id);
  await client.ask("PATCH", `/Groups/${lab}`, patchOf({ op: "Add", path: "members", value: [{ value: sixth }] }));
  await client.ask("PATCH", `/Users/${users[0]}`, patchOf({ op: "Replace", path: "active", value: "False" }));
  await client.ask("PATCH", `/Users/${users[1]}`, patchOf({ op: "replace", value: { displayName: "Inès Nouvelle" } }));
  const report = await sync();
  expect(report.plan.plan.changes.map(renderChange)).toEqual([
    "account.rename:ext-2 «Zoé Essai2» → «Inès Nouvelle» (name-changed)",
    "account.create:ext-6 @agent6:campus.test «Zoé Essai6» agent6@univ-demo.example (eligible)",
    "member.join:structure:LAB:ext-6 by invite (assignment)",
    "member.join:structure:LAB/annonces:ext-6 by restricted (assignment)",
    "member.join:structure:LAB/general:ext-6 by restricted (assignment)",
    "member.join:structure:UNIV:ext-6 by public (everyone)",
    "member.join:structure:UNIV/annonces:ext-6 by public (everyone)",
    "member.join:rule:etat-du-si:ext-6 by public (rule-met)",
    "account.lock:ext-1 open → locked (source-disabled)",
  ]);
  expect(report).toMatchObject({ status: "done", failed: 0, converged: true });
});

it("a user deleted by SCIM has vanished: nothing is lost before five working days and three reads", async () => {
  const { store, client, clock, sync } = await campus();
  const { users } = await push(client, 5);
  await store.scim.declareReady("idp", "root", clock.now());
  await sync(approveAll);
  await client.ask("DELETE", `/Users/${users[4]}`);
  clock.day = "2026-08-28";
  const first = await sync();
  expect(first.plan.plan.changes.map(renderChange)).toEqual(["account.leaving:ext-5 open → leaving due 2026-09-04 (vanished)"]);
  clock.day = "2026-08-31";
  await client.ask("POST", "/Users", user(5));
  expect((await sync()).plan.plan.changes.map((change) => change.kind)).toContain("account.stay");
});

it("a client that deletes everybody is held, and one that deletes all stops the pass", async () => {
  const { store, client, clock, sync, matrix } = await campus();
  const { users } = await push(client, 8);
  await store.scim.declareReady("idp", "root", clock.now());
  await sync(approveAll);
  const written = matrix.written.length;
  for (const id of users.slice(1)) await client.ask("DELETE", `/Users/${id}`);
  clock.day = "2026-08-28";
  const report = await sync();
  expect(report.plan.plan.changes.filter((change) => change.held === undefined)).toEqual([]);
  expect(report.held).toBe(7);
  await client.ask("DELETE", `/Users/${users[0]}`);
  await expect(sync()).rejects.toMatchObject({ code: "source.empty" });
  expect(matrix.written.length).toBe(written);
});
