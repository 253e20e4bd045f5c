/** How a feed is asked for, page after page: a whole reading or an error, never a part. */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { HttpSource } from "#config/source.ts";
import { openFeedServer } from "../fakes/feed-server.ts";
import { openFeedWorld, people, structures, whole } from "../fakes/feed-world.ts";
import { makeAuthority } from "../lab/authority.ts";

const feed = await openFeedWorld();
const { server, read, failure, inPages } = feed;
beforeEach(() => feed.reset());
afterAll(() => feed.close());

describe("asking", () => {
  it("sends the token of its file and the headers of the configuration", async () => {
    writeFileSync(join(feed.folder(), "token"), "jeton-invente\n");
    await read({ tokenFile: join(feed.folder(), "token"), headers: { "x-client": "campus" } });
    expect(server.asked[0]?.headers).toMatchObject({
      authorization: "Bearer jeton-invente",
      "x-client": "campus",
      accept: "application/json",
    });
    expect(await failure({ tokenFile: join(feed.folder(), "absent") })).toMatchObject({ code: "config.secret-missing" });
  });

  it("refuses to send a token in clear, or a copy of it anywhere else", async () => {
    const clear = HttpSource.safeParse({ kind: "http", url: "http://si.univ-demo.example/feed", tokenFile: "x" });
    expect(clear.error?.issues[0]?.message).toBe("https:// is needed with tokenFile");
    server.answer(() => ({ status: 302, headers: { location: "http://127.0.0.2:9/feed" } }));
    expect(await failure()).toMatchObject({ code: "source.answer-invalid", params: { fault: "redirect", detail: "http://127.0.0.2:9" } });
    inPages((page) => (page === 1 ? { next: "http://127.0.0.2:9/?page=2" } : {}));
    expect(await failure()).toMatchObject({ code: "source.answer-invalid", params: { fault: "paging-origin" } });
  });

  it("follows redirects on the spot, but not for ever", async () => {
    server.answer(({ url }) => (url.pathname === "/feed" ? { status: 307, headers: { location: "/v2" } } : { body: whole }));
    expect((await read()).counts.people).toBe(60);
    server.answer(() => ({ status: 301, headers: { location: "/feed" } }));
    expect(await failure()).toMatchObject({ code: "source.answer-invalid", params: { fault: "redirect" } });
  });

  it("waits as long as a busy server says, and not longer than allowed", async () => {
    server.answer(({ number }) => (number < 3 ? { status: number === 1 ? 429 : 503, headers: { "retry-after": "0" } } : { body: whole }));
    expect((await read()).counts.people).toBe(60);
    expect(server.asked.length).toBe(3);
    server.answer(() => ({ status: 429, headers: { "retry-after": "3600" } }));
    expect(await failure()).toMatchObject({ code: "source.unreachable", params: { reason: "HTTP 429" } });
    expect(server.asked.length).toBe(1);
    server.answer(() => ({ status: 503, headers: { "retry-after": new Date(0).toUTCString() } }));
    expect(await failure({ tries: 3 })).toMatchObject({ code: "source.unreachable" });
    expect(server.asked.length).toBe(3);
  });

  it("reads what is compressed, and believes a private authority only when it is told to", async () => {
    server.answer(() => ({ headers: { "content-encoding": "gzip" }, body: gzipSync(JSON.stringify(whole)) }));
    expect((await read()).counts.people).toBe(60);
    const { certFile, keyFile, caFile } = makeAuthority(feed.folder());
    const secure = await openFeedServer({ cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") });
    secure.answer(() => ({ body: whole }));
    expect((await read({ url: secure.url, caFile })).counts.people).toBe(60);
    expect(await failure({ url: secure.url })).toMatchObject({ code: "source.tls" });
    expect(await failure({ url: secure.url.replace("127.0.0.1", "localhost"), caFile })).toMatchObject({ code: "source.tls" });
    await secure.close();
  });
});

describe("pages", () => {
  it("are followed by the link of the body, of the Link header, by number and by cursor", async () => {
    inPages();
    const expected = await read();
    expect(expected.counts).toEqual({ people: 60, structures: 1 });
    inPages(
      () => ({ next: undefined }),
      (page) => (page < 3 ? { headers: { link: `</feed>; rel="self", <?page=${page + 1}>; rel="next"` } } : {}),
    );
    expect(await read()).toEqual(expected);
    inPages(() => ({ next: undefined }));
    expect(await read({ paging: { kind: "pages", size: 20 } })).toEqual(expected);
    expect(server.asked.map(({ url }) => url.search)).toEqual([1, 2, 3, 4].map((page) => `?page=${page}&limit=20`));
    server.answer(({ url }) => {
      const from = Number(url.searchParams.get("after") ?? 0);
      const cursor = from + 20 < 60 ? { cursor: String(from + 20) } : {};
      return { body: { version: 1, structures: from === 0 ? structures : [], people: people.slice(from, from + 20), ...cursor } };
    });
    expect(await read({ paging: { kind: "cursor", parameter: "after" } })).toEqual(expected);
  });

  it("that lead back, or never end, are an error", async () => {
    inPages((page) => (page === 3 ? { next: "?page=2" } : {}));
    expect(await failure()).toMatchObject({ code: "source.partial", params: { fault: "paging-loop" } });
    server.answer(({ number }) => ({ body: { ...whole, next: `?page=${number}` } }));
    expect(await failure({ maximumPages: 5 })).toMatchObject({ code: "source.partial", params: { fault: "too-many-pages" } });
    expect(server.asked.length).toBe(5);
  });

  it("must hold as many people as the feed says it has", async () => {
    inPages(() => ({ total: { people: 60, structures: 1 } }));
    expect((await read()).counts.people).toBe(60);
    inPages(() => ({ total: { people: 61 } }));
    expect(await failure()).toMatchObject({ code: "source.partial", params: { fault: "total", reason: "60 / 61" } });
  });

  it("of a feed that changes meanwhile are read again once", async () => {
    let state = 1;
    inPages((page) => {
      if (page === 2 && state < 2) state += 1;
      return { snapshot: `état ${state}` };
    });
    expect((await read()).counts.people).toBe(60);
    expect(server.asked.length).toBe(5);
    inPages((page) => ({ snapshot: `état ${page}` }));
    expect(await failure()).toMatchObject({ code: "source.partial", params: { fault: "changed" } });
  });

  it("of a feed that says its state by ETag only: the first page is looked at again", async () => {
    let edition = 1;
    inPages(undefined, (page) => {
      if (page === 3 && edition === 1) edition = 2;
      return { headers: { etag: `"${page}-${edition}"` } };
    });
    expect((await read()).counts.people).toBe(60);
    expect(server.asked.map(({ url }) => url.searchParams.get("page") ?? "1")).toEqual(["1", "2", "3", "1", "1", "2", "3", "1"]);
  });
});

describe("the local copy", () => {
  const withEtag = (etag: string, body: object) =>
    server.answer(({ headers }) => (headers["if-none-match"] === etag ? { status: 304, headers: { etag } } : { headers: { etag }, body }));
  const file = () => join(feed.folder(), "sources", "flux.feed");

  it("is used in full when the feed says that nothing changed, and is private", async () => {
    withEtag('"1"', whole);
    const first = await read();
    expect(await read()).toEqual(first);
    expect(server.asked.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, '"1"']);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(feed.folder(), "sources"))).toEqual(["flux.feed"]);
    withEtag('"2"', { ...whole, people: people.slice(0, 50) });
    expect((await read()).counts.people).toBe(50);
  });

  it("that was touched or cut is not used", async () => {
    withEtag('"1"', whole);
    await read();
    const text = readFileSync(file(), "utf8");
    for (const damaged of [text.slice(0, -10), text.replace("Nom 7", "Nom 8"), "", "{}"]) {
      writeFileSync(file(), damaged);
      expect((await read()).people[7]?.familyName).toBe("Nom 7");
      expect(server.asked.at(-1)?.headers["if-none-match"]).toBe(undefined);
    }
  });

  it("is not written by a read that failed", async () => {
    withEtag('"1"', { ...whole, total: { people: 99 } });
    expect(await failure()).toMatchObject({ code: "source.partial" });
    expect(readdirSync(feed.folder())).toEqual([]);
  });
});
