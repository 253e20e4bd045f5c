/** JSON feeds as sites really serve them, over networks as they really are. */
import { gzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { openFaultProxy } from "../fakes/fault-proxy.ts";
import type { FeedAnswer } from "../fakes/feed-server.ts";
import { openFeedWorld, people, person, structures, whole } from "../fakes/feed-world.ts";
import { openTcpProxy } from "../lab/tcp-proxy.ts";

const feed = await openFeedWorld();
const { server, read, failure, inPages } = feed;
beforeEach(() => feed.reset());
afterAll(() => feed.close());

describe("shapes", () => {
  it("of a site's own, by paths", async () => {
    const agent = {
      uid: 48213,
      compte: { login: "lefevre" },
      nom: "Lefèvre",
      etat: "actif",
      profils: "cdi,enseignant",
      rouge: "O",
      postes: [],
    };
    server.answer(() => ({
      body: { data: { agents: [{ ...agent, postes: [{ unite: "UNIV", type: 3, chef: 1 }] }], unites: structures } },
    }));
    const reading = await read({
      mapping: {
        ...{ version: null, people: "/data/agents", structures: "/data/unites" },
        person: {
          id: "/uid",
          login: "/compte/login",
          familyName: "/nom",
          state: "/etat",
          populations: "/profils",
          redList: "/rouge",
          assignments: "/postes",
        },
        assignment: { structure: "/unite", kind: "/type", principal: "/chef" },
      },
    });
    expect(reading.people).toEqual(
      [
        {
          ...{ origin: "/data/agents[48213 lefevre]", id: "48213", login: "lefevre", familyName: "Lefèvre", state: "active" },
          ...{ populations: ["enseignant", "cdi"].toSorted(), redList: true, functions: [] },
          assignments: [{ structure: "UNIV", kind: "RECHERCHE", principal: true }],
        },
      ].map((one) => ({ ...one, populations: expect.arrayContaining(["cdi", "enseignant"]) })),
    );
  });

  it("name the places where people work", async () => {
    server.answer(() => ({ body: { ...whole, people: [person(1, { sites: ["Le Port"] }), person(2, { sites: "Le Pré" }), person(3)] } }));
    expect((await read()).people.map(({ sites }) => sites)).toEqual([["Le Port"], ["Le Pré"], undefined]);
  });

  it("name who answers for a guest, by a person's id or a structure's code", async () => {
    const sponsors = [{ person: " 7 " }, { structure: "UNIV" }, {}];
    server.answer(() => ({ body: { ...whole, people: [person(1, { sponsors }), person(2, { sponsors: [] })] } }));
    const reading = await read();
    expect(reading.people.map((one) => one.sponsors)).toEqual([[{ person: "7" }, { structure: "UNIV" }], undefined]);
    expect(reading.problems.map(({ code }) => code)).toContain("row-unusable");
  });

  it("keep ids of any length, and set aside what can't be used", async () => {
    const text = JSON.stringify({
      ...whole,
      people: [
        person(1),
        { ...person(2), id: "@" },
        person(3, { state: "?" }),
        person(4, { redList: "?" }),
        person(5, { assignments: [{}] }),
      ],
    });
    server.answer(() => ({ body: text.replace('"@"', "12345678901234567890") }));
    const reading = await read();
    expect(reading.people.map(({ id, redList }) => [id, redList])).toEqual([
      ["0001", false],
      ["12345678901234567890", false],
      ["0004", true],
      ["0005", false],
    ]);
    expect(reading.problems.map(({ code, subject }) => [code, subject])).toEqual([
      ["row-unusable", "/people[0003 a3]"],
      ["row-unusable", "/people[0005 a5]"],
      ["red-list-unreadable", "?"],
    ]);
  });

  it.each<[string, string, FeedAnswer, Record<string, unknown>]>([
    [
      "source.answer-invalid",
      "a page",
      { headers: { "content-type": "text/html" }, body: "<html>" },
      { fault: "content-type", detail: "text/html" },
    ],
    ["source.answer-invalid", "half of a document", { body: '{"version": 1, "people": [' }, { fault: "json" }],
    ["source.answer-invalid", "a number", { body: "12" }, { fault: "shape" }],
    ["source.answer-invalid", "people that are no list", { body: { version: 1, people: {} } }, { fault: "shape", detail: "/people" }],
    ["source.answer-invalid", "people that are numbers", { body: { version: 1, people: [1] } }, { fault: "shape" }],
    ["source.answer-invalid", "another version", { body: { ...whole, version: 2 } }, { fault: "version", detail: "2" }],
    ["source.answer-invalid", "no version", { body: { people } }, { fault: "version" }],
    ["source.answer-invalid", "a status of its own", { status: 404 }, { fault: "status", detail: 404 }],
    ["source.answer-invalid", "no change of what was never read", { status: 304 }, { fault: "status" }],
    ["source.refused", "a refused token", { status: 401 }, { result: 401 }],
    ["source.unreachable", "a broken server", { status: 500 }, { reason: "HTTP 500" }],
    ["source.empty", "nobody", { body: { version: 1, structures, people: [] } }, { branch: "/people" }],
    ["source.empty", "no structure", { body: { version: 1, people } }, { branch: "/structures" }],
    [
      "source.partial",
      "half of a compressed answer",
      { headers: { "content-encoding": "gzip" }, body: gzipSync(JSON.stringify(whole)).subarray(0, 200) },
      { fault: "cut" },
    ],
  ])("%s on %s", async (code, _, answer, params) => {
    server.answer(() => answer);
    expect(await failure()).toMatchObject({ code, params: { source: "flux", url: server.url, ...params } });
  });

  it("larger than allowed are refused, compressed bombs included", async () => {
    const bomb = gzipSync(Buffer.alloc(3_000_000, " "));
    server.answer(() => ({ headers: { "content-encoding": "gzip" }, body: bomb }));
    expect(await failure({ maximumMegabytes: 1 })).toMatchObject({ code: "source.too-large", params: { megabytes: 1 } });
    inPages(() => ({ filling: "x".repeat(400_000) }));
    expect(await failure({ maximumMegabytes: 1 })).toMatchObject({ code: "source.too-large" });
    expect((await read({ maximumMegabytes: 2 })).counts.people).toBe(60);
  });
});

describe("a bad network", () => {
  it.each<[string, "cut" | "cut-after" | "truncated", string]>([
    ["cut before the answer", "cut", "source.partial"],
    ["cut after the question was answered", "cut-after", "source.partial"],
    ["cut in the middle of the second page", "truncated", "source.partial"],
  ])("%s: an error, then a whole reading", async (_, kind, code) => {
    inPages();
    const proxy = await openFaultProxy(new URL(server.url).origin);
    proxy.faults.add({ kind, on: /page=2/, times: 1 });
    const url = `${proxy.baseUrl}/feed`;
    expect(await failure({ url })).toMatchObject({ code, params: { fault: "cut" } });
    expect((await read({ url })).counts.people).toBe(60);
    await proxy.close();
  });

  it("any delay and any pieces: whole; dripping or silent: source.timeout", async () => {
    inPages();
    const expected = await read();
    let pass: boolean | { bytes: number; everyMs: number } = { bytes: 50_000, everyMs: 40 };
    const proxy = await openTcpProxy(server.port, () => pass);
    const url = `http://127.0.0.1:${proxy.port}/feed`;
    expect((await read({ url })).people).toEqual(expected.people);
    pass = { bytes: 500, everyMs: 1 };
    expect((await read({ url })).people).toEqual(expected.people);
    for (const slow of [{ bytes: 1, everyMs: 20 }, false]) {
      pass = slow;
      expect(await failure({ url, pageSeconds: 0.4 })).toMatchObject({ code: "source.timeout", params: { seconds: 0.4 } });
    }
    expect(await failure({ url, totalSeconds: 0.3 })).toMatchObject({ code: "source.timeout", params: { seconds: 0.3 } });
    await proxy.close();
    expect(await failure({ url })).toMatchObject({ code: "source.unreachable", params: { reason: "ECONNREFUSED" } });
  });
});
