/** What the SCIM endpoint promises its clients, whatever the store behind it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "#engine/ports.ts";
import { describePatches, describeRefusals } from "./scim-suite-refusals.ts";
import { type Client, enterprise, group, injected, make, type Open, openClient, patchOf, user, type Way } from "./scim-world.ts";

/** Each test has a source of its own in the store. */
export function describeScim(name: string, open: () => Promise<Store>, way: Way = injected): void {
  describe(`SCIM on ${name}`, () => {
    let store: Store;
    let count = 0;
    beforeAll(async () => {
      store = await open();
    }, 120_000);
    afterAll(async () => store?.close());
    const clients: Client[] = [];
    const client = async (keys = "") => {
      const opened = await openClient(store, { source: `idp${++count}`, keys, way });
      clients.push(opened);
      return opened;
    };
    afterEach(async () => {
      for (const opened of clients.splice(0)) await opened.close();
    });
    describeUsers(client);
    describeVersions(client);
    describeLists(client);
    describePatches(client);
    describeGroups(client);
    describeRefusals(client);
    describeRefreshes(() => store, client);
  });
}

function describeUsers(open: Open): void {
  it("makes a user, gives it back, replaces and removes it", async () => {
    const client = await open();
    const made = await client.ask(
      "POST",
      "/Users",
      user(1, { nickName: "Zo", password: "secret", unheardOf: 1, [enterprise]: { department: "LAB", manager: { value: "x" } } }),
    );
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ userName: "agent1", externalId: "ext-1", active: true, [enterprise]: { department: "LAB" } });
    expect(made.body.schemas).toEqual(["urn:ietf:params:scim:schemas:core:2.0:User", enterprise]);
    expect(made.body.meta).toMatchObject({ resourceType: "User", version: 'W/"1"' });
    expect(made.body.meta.location).toBe(`https://campus.univ-demo.example${client.base}/Users/${made.body.id}`);
    expect(made.headers).toMatchObject({ etag: 'W/"1"', location: made.body.meta.location });
    expect(JSON.stringify(made.body)).not.toMatch(/secret|unheardOf|nickName|manager/);
    expect((await client.ask("GET", `/Users/${made.body.id}`)).body).toEqual(made.body);
    const put = await client.ask("PUT", `/Users/${made.body.id}`, user(1, { displayName: "Zoé Nouvelle", emails: [] }));
    expect(put.body).toMatchObject({ displayName: "Zoé Nouvelle", meta: { version: 'W/"2"', created: made.body.meta.created } });
    expect([put.body.emails, put.body[enterprise]]).toEqual([undefined, undefined]);
    expect((await client.ask("DELETE", `/Users/${made.body.id}`)).status).toBe(204);
    for (const method of ["GET", "DELETE"] as const) expect((await client.ask(method, `/Users/${made.body.id}`)).status).toBe(404);
  });

  it("refuses a second user of the same name or identifier, and a name that is somebody else's", async () => {
    const client = await open();
    const one = await make(client, user(1));
    await make(client, user(2));
    const conflicts = [
      await client.ask("POST", "/Users", user(1)),
      await client.ask("POST", "/Users", user(3, { userName: "AGENT1" })),
      await client.ask("POST", "/Users", user(3, { externalId: "ext-2" })),
      await client.ask("PUT", `/Users/${one}`, user(1, { userName: "agent2" })),
      await client.ask("PATCH", `/Users/${one}`, patchOf({ op: "replace", path: "userName", value: "Agent2" })),
      await client.ask("PATCH", `/Users/${one}`, patchOf({ op: "replace", value: { externalId: "ext-2" } })),
    ];
    expect(conflicts.map(({ status, body }) => [status, body.scimType])).toEqual(conflicts.map(() => [409, "uniqueness"]));
    expect((await client.ask("GET", "/Users")).body.totalResults).toBe(2);
    expect((await client.ask("GET", `/Users/${one}`)).body).toMatchObject({ userName: "agent1", externalId: "ext-1" });
  });

  it("keeps one source's users from another's clients", async () => {
    const [client, other] = [await open(), await open()];
    const id = await make(client, user(1));
    expect((await other.ask("GET", `/Users/${id}`)).status).toBe(404);
    expect((await client.ask("GET", `${other.base}/Users`)).status).toBe(401);
    expect((await other.ask("GET", "/Users")).body.totalResults).toBe(0);
  });
}

function describeVersions(open: Open): void {
  it("changes nothing, not even the version, when the same request is sent again", async () => {
    const client = await open();
    const id = await make(client, user(1));
    const members = await make(client, group("LAB", [id]));
    const change = patchOf({ op: "replace", path: "displayName", value: "Zoé Autre" });
    for (const _ of [1, 2, 3]) expect((await client.ask("PATCH", `/Users/${id}`, change)).body.meta.version).toBe('W/"2"');
    const { displayName: _, ...rest } = user(1);
    for (const body of [
      { displayName: "Zoé Autre", ...rest },
      { ...rest, displayName: "Zoé Autre" },
    ])
      expect((await client.ask("PUT", `/Users/${id}`, body)).body.meta.version).toBe('W/"2"');
    const add = patchOf({ op: "add", path: "members", value: [{ value: id }] });
    for (const __ of [1, 2]) expect((await client.ask("PATCH", `/Groups/${members}`, add)).body.meta.version).toBe('W/"1"');
  });

  it("holds a write against the version that the client saw", async () => {
    const client = await open();
    const id = await make(client, user(1));
    const change = (value: string) => patchOf({ op: "replace", path: "displayName", value });
    expect((await client.ask("PATCH", `/Users/${id}`, change("B"), { "if-match": 'W/"1"' })).status).toBe(200);
    expect((await client.ask("PATCH", `/Users/${id}`, change("C"), { "if-match": 'W/"1"' })).status).toBe(412);
    expect((await client.ask("PUT", `/Users/${id}`, user(1), { "if-match": '"7"' })).status).toBe(412);
    expect((await client.ask("DELETE", `/Users/${id}`, undefined, { "if-match": 'W/"1"' })).status).toBe(412);
    expect((await client.ask("GET", `/Users/${id}`, undefined, { "if-none-match": 'W/"2"' })).status).toBe(304);
    expect((await client.ask("GET", `/Users/${id}`)).body.displayName).toBe("B");
    expect((await client.ask("DELETE", `/Users/${id}`, undefined, { "if-match": "*" })).status).toBe(204);
  });
}

function describeLists(open: Open): void {
  it("pages, sorts, and shows the attributes asked for", async () => {
    const client = await open();
    for (const n of [3, 1, 5, 2, 4]) await make(client, user(n));
    const page = async (query: string) => {
      const { body } = await client.ask("GET", `/Users?${query}`);
      return [body.totalResults, body.startIndex, body.itemsPerPage, body.Resources.map((one: { userName: string }) => one.userName)];
    };
    expect(await page("sortBy=userName&startIndex=2&count=2")).toEqual([5, 2, 2, ["agent2", "agent3"]]);
    expect(await page("sortBy=emails.value&sortOrder=descending&count=2")).toEqual([5, 1, 2, ["agent5", "agent4"]]);
    expect(await page("startIndex=-3&count=0")).toEqual([5, 1, 0, []]);
    expect((await page("startIndex=5&count=10"))[2]).toBe(1);
    expect(await page("startIndex=99&sortBy=userName")).toEqual([5, 99, 0, []]);
    const [only] = (await client.ask("GET", '/Users?filter=userName eq "agent1"&attributes=emails.value,name.familyName')).body.Resources;
    expect(only).toEqual({
      schemas: expect.any(Array),
      id: expect.any(String),
      emails: [{ value: "agent1@univ-demo.example" }],
      name: { familyName: "Essai1" },
    });
    const [without] = (await client.ask("GET", "/Users?count=1&excludedAttributes=emails,meta,name.givenName,id")).body.Resources;
    expect(Object.keys(without).sort()).toEqual(["active", "displayName", "externalId", "id", "name", "schemas", "userName"]);
    expect(Object.keys(without.name)).toEqual(["familyName"]);
  });

  it.each([
    ['userName eq "AGENT2"', [2]],
    ['externalId eq "EXT-2"', []],
    ['externalId eq "ext-2"', [2]],
    ['userName sw "agent" and not (userName ew "1")', [2, 3]],
    ['displayName co "essai3" or active eq false', [2, 3]],
    ["active ne true", [2]],
    ['emails[type eq "work" and value co "agent1@"]', [1]],
    ['emails[type eq "home" and value co "agent1@"]', []],
    ["emails pr and active eq true", [1, 3]],
    ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "lab"', [3]],
    ['userName gt "agent1" and userName le "agent3"', [2, 3]],
    ['meta.created ge "2026-08-27T00:00:00Z" and meta.created lt "2026-08-28T00:00:00+02:00"', [1, 2, 3]],
    ["title pr", []],
    ['phoneNumbers[type eq "work"].value pr or userName eq "agent3"', null],
    ['name.familyName eq "ESSAI1"', [1]],
    ["emails eq null", []],
  ] as const)("finds by %s", async (filter, expected) => {
    const client = await open();
    await make(client, user(1));
    await make(client, user(2, { active: "False" }));
    await make(client, user(3, { [enterprise]: { department: "LAB" } }));
    const { status, body } = await client.ask("GET", `/Users?filter=${encodeURIComponent(filter)}&sortBy=userName`);
    if (expected === null) return expect([status, body.scimType]).toEqual([400, "invalidFilter"]);
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.Resources.map((one: { userName: string }) => Number(one.userName.slice(5)))).toEqual(expected);
  });
}

function describeGroups(open: Open): void {
  it("adds, removes and replaces members in every way that clients write it", async () => {
    const client = await open();
    const [a, b, c] = [await make(client, user(1)), await make(client, user(2)), await make(client, user(3))];
    const lab = await make(client, group("LAB", [a]));
    const patch = async (...operations: Record<string, unknown>[]) => {
      const { status, body } = await client.ask("PATCH", `/Groups/${lab}`, patchOf(...operations));
      expect(status, JSON.stringify(body)).toBe(200);
      return ((body.members ?? []) as { value: string }[]).map(({ value }) => [a, b, c].indexOf(value)).sort();
    };
    expect(await patch({ op: "Add", path: "members", value: [{ value: b }, { value: c }] })).toEqual([0, 1, 2]);
    expect(await patch({ op: "remove", path: `members[value eq "${a}"]` })).toEqual([1, 2]);
    expect(await patch({ op: "Remove", path: "members", value: [{ value: b }] })).toEqual([2]);
    expect(await patch({ op: "replace", path: "members", value: [{ value: a }] })).toEqual([0]);
    expect(await patch({ op: "add", value: { members: [{ value: c }] } }, { op: "remove", path: `members[value eq "${a}"]` })).toEqual([2]);
    expect(await patch({ op: "remove", path: "members" }, { op: "add", path: "members", value: [{ value: b }] })).toEqual([1]);
    expect((await client.ask("GET", `/Users/${b}`)).body.groups).toMatchObject([{ value: lab, type: "Group" }]);
    const found = await client.ask(
      "GET",
      `/Groups?filter=${encodeURIComponent(`id eq "${lab}" and members eq "${b}"`)}&excludedAttributes=members`,
    );
    expect([found.body.totalResults, found.body.Resources[0].members]).toEqual([1, undefined]);
    expect((await client.ask("GET", `/Groups?filter=${encodeURIComponent(`members[value eq "${a}"]`)}`)).body.totalResults).toBe(0);
    expect(
      (await client.ask("PATCH", `/Groups/${lab}`, patchOf({ op: "add", path: "members", value: [{ value: "nobody" }] }))).body.scimType,
    ).toBe("invalidValue");
    expect((await client.ask("DELETE", `/Users/${b}`)).status).toBe(204);
    expect((await client.ask("GET", `/Groups/${lab}`)).body.members).toBeUndefined();
    expect((await client.ask("PUT", `/Groups/${lab}`, group("LAB", [c]))).body.members).toHaveLength(1);
  });

  it("tells what it can do", async () => {
    const client = await open();
    const config = await client.ask("GET", "/ServiceProviderConfig");
    expect(config.body).toMatchObject({
      patch: { supported: true },
      filter: { supported: true },
      sort: { supported: true },
      etag: { supported: true },
      bulk: { supported: false },
    });
    const types = await client.ask("GET", "/ResourceTypes");
    expect(types.body.Resources.map((one: { endpoint: string }) => one.endpoint)).toEqual(["/Users", "/Groups"]);
    const schemas = await client.ask("GET", "/Schemas");
    expect(schemas.body.totalResults).toBe(5);
    const one = await client.ask("GET", `/Schemas/${enterprise}`);
    expect(one.body.attributes.map(({ name }: { name: string }) => name)).toContain("department");
    expect((await client.ask("GET", "/ResourceTypes/Printer")).status).toBe(404);
  });
}

function describeRefreshes(storeOf: () => Store, open: Open): void {
  it("asks for a pass over the people it touched, once the source is complete, on the servers that follow it", async () => {
    const client = await open();
    const store = storeOf();
    const source = client.base.split("/")[2] ?? "";
    const asked = async (server: string) => {
      const rows = await store.decisionHistory(server, { kinds: ["refresh"], open: true });
      return rows.filter(({ decision }) => decision.kind === "refresh" && decision.value.reason === `SCIM ${source}`);
    };
    const [a, b] = [await make(client, user(1, { externalId: `${source}-a` })), await make(client, user(2, { externalId: `${source}-b` }))];
    expect(await asked("test")).toEqual([]);
    await store.scim.declareReady(source, "root", "2026-08-27T08:00:00.000Z");
    await client.ask("PATCH", `/Users/${a}`, patchOf({ op: "replace", path: "active", value: false }));
    await make(client, group("LAB", [b]));
    const rows = await asked("test");
    expect(rows.map(({ decision }) => decision.value)).toMatchObject([
      { person: `${source}-b`, by: "scim:okta" },
      { person: `${source}-a`, by: "scim:okta" },
    ]);
    expect(await asked("other")).toEqual([]);
  });

  it("asks for the structures that a group changed, and those above it, and not when only people came or went", async () => {
    const client = await open();
    const store = storeOf();
    const source = client.base.split("/")[2] ?? "";
    await store.scim.declareReady(source, "root", "2026-08-27T08:00:00.000Z");
    const code = (name: string) => `${source}-${name}`;
    let seen = 0;
    const asked = async () => {
      const rows = await store.decisionHistory("test", { kinds: ["structure-refresh"], limit: 500 });
      const own = rows.filter(({ decision }) => decision.value.reason === `SCIM ${source}`).reverse();
      const names = own.slice(seen).map(({ decision }) => (decision.kind === "structure-refresh" ? decision.value.structure : ""));
      seen = own.length;
      return names.map((name) => name.slice(source.length + 1)).sort();
    };
    const lab = await make(client, group(code("LAB")));
    const pole = await make(client, group(code("POLE"), [lab]));
    const top = await make(client, group(code("TOP"), [pole]));
    expect(await asked()).toEqual(["LAB", "POLE", "TOP"]);
    const patch = (id: string, ...operations: Record<string, unknown>[]) => client.ask("PATCH", `/Groups/${id}`, patchOf(...operations));
    await patch(lab, { op: "replace", path: "displayName", value: "Laboratoire d'essai" });
    expect(await asked()).toEqual(["LAB", "POLE", "TOP"]);
    await patch(lab, { op: "replace", path: "displayName", value: "Laboratoire d'essai" });
    const someone = await make(client, user(1));
    await patch(lab, { op: "add", path: "members", value: [{ value: someone }] });
    expect(await asked()).toEqual([]);
    await patch(pole, { op: "remove", path: `members[value eq "${lab}"]` });
    expect(await asked()).toEqual(["POLE", "TOP"]);
    await patch(lab, { op: "replace", path: "externalId", value: code("NEW") });
    expect(await asked()).toEqual(["LAB", "NEW"]);
    await patch(lab, { op: "add", path: "members", value: [{ value: top }] });
    await patch(pole, { op: "add", path: "members", value: [{ value: lab }] });
    await asked();
    await client.ask("DELETE", `/Groups/${pole}`);
    expect(await asked()).toEqual(["NEW", "POLE", "TOP"]);
  });
}
