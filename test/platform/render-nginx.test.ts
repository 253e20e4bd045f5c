/** Any worker table gives a configuration that names only groups it has, and each class goes where the table says. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requestClasses, streams } from "#config/platform/workers.ts";
import { renderNginx } from "#platform/nginx/render-nginx.ts";
import type { Site } from "#platform/site.ts";
import { fourHosts, sampleSecrets, sampleSite } from "./sample-site.ts";

const textsOf = (site: Site) => new Map(renderNginx(site, sampleSecrets, { allow: [] }).map(({ path, text }) => [path, text]));
const confOf = (site: Site, name: string) => textsOf(site).get(`/state/nginx/conf/${name}`) ?? "";
const lab = { profile: "lab" };

/** What the map of processes says of a request, read as nginx reads it: the first pattern that matches. */
function processOf(site: Site, request: string): string {
  const rows = /\$process \{\n([\s\S]*?)\n\}/.exec(confOf(site, "routes.conf"))?.[1] ?? "";
  for (const row of rows.split("\n")) {
    const [, pattern, process] = /^\s+"~(.*)" (\w+);$/.exec(row) ?? [];
    if (pattern !== undefined && process !== undefined && new RegExp(pattern).test(request)) return process;
  }
  return "main";
}

const worker = fc.record({
  serves: fc.uniqueArray(fc.constantFrom(...requestClasses), { maxLength: 4 }),
  writes: fc.uniqueArray(fc.constantFrom(...streams), { maxLength: 3 }),
});

describe("renderNginx", () => {
  it("is nothing where there is no reverse proxy", () => {
    expect(renderNginx(sampleSite({ profile: "demo" }), sampleSecrets, { allow: [] })).toEqual([]);
  });

  it("names only groups that exist, and every process of a group once, for any table", () => {
    fc.assert(
      fc.property(fc.array(worker, { maxLength: 60 }), (workers) => {
        const site = sampleSite({ ...lab, synapse: { workers: workers.map((one, index) => ({ name: `w${index}`, ...one })) } });
        const upstreams = confOf(site, "upstreams.conf");
        const known = new Set([...upstreams.matchAll(/^upstream (\w+) \{$/gm)].map(([, name]) => name));
        const named = [...confOf(site, "routes.conf").matchAll(/^ {2}"~\^\(\?:[^"]*" (\w+);$/gm)].map(([, name]) => name ?? "");
        expect(named.length).toBeGreaterThan(40);
        expect(named.filter((name) => !known.has(name) && !/^[01]$/.test(name))).toEqual([]);
        for (const block of upstreams.split("upstream ").slice(1)) {
          const servers = [...block.matchAll(/server (\S+) /g)].map(([, server]) => server);
          expect(servers.length).toBeGreaterThan(0);
          expect(new Set(servers).size).toBe(servers.length);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("sign-in has one process even where several are named for it", () => {
    const site = sampleSite({
      ...lab,
      synapse: {
        workers: [
          { name: "a", serves: ["sso"] },
          { name: "b", serves: ["sso"] },
        ],
      },
    });
    expect(/upstream sso \{([^}]*)\}/.exec(confOf(site, "upstreams.conf"))?.[1]?.match(/server /g)).toHaveLength(1);
  });

  it("one process answers everything", () => {
    const site = sampleSite({ ...lab, synapse: { workers: [] } });
    for (const request of ["GET /_matrix/client/v3/sync?since=1", "PUT /_matrix/client/v3/rooms/!a/typing/x", "GET /_matrix/media/v3/x"])
      expect(processOf(site, request)).toBe("main");
  });

  it("a stream that nobody writes, or that the version can't hand over, is main's", () => {
    const some = [{ name: "a", writes: ["typing"] }];
    const own = { ...lab, synapse: { workers: some } };
    expect(processOf(sampleSite(own), "PUT /_matrix/client/v3/rooms/!a/typing/x")).toBe("writer_typing");
    expect(processOf(sampleSite(own), "PUT /_matrix/client/v3/sendToDevice/a/1")).toBe("main");
    const older = sampleSite({ ...lab, synapse: { version: "1.117.0" } });
    expect(processOf(older, "POST /_matrix/client/v3/keys/signatures/upload")).toBe("main");
    expect(processOf(older, "GET /_synapse/admin/v1/rooms/!a")).toBe("main");
    expect(processOf(sampleSite(lab), "POST /_matrix/client/v3/keys/signatures/upload")).toBe("writer_device_lists");
  });

  it.each([
    ["GET /_matrix/client/v3/rooms/!a/state", "client"],
    ["GET /_matrix/client/v3/rooms/!a/state/m.room.name/", "client"],
    ["PUT /_matrix/client/v3/rooms/!a/state/m.room.name/", "room_writes"],
    ["GET /_matrix/client/v3/sync?sincerely=1", "initial_sync"],
    ["GET /_matrix/client/v3/sync?filter=0&since=s1", "sync"],
    ["GET /_matrix/client/v3/syncs?since=1", "main"],
    ["POST /_matrix/client/v3/rooms/!a/joined", "main"],
    ["POST /_matrix/client/v3/rooms/!a/join/x/y", "main"],
    ["GET /x/_matrix/client/v3/sync?since=1", "main"],
    ["PUT /_matrix/client/v3/rooms/!a%2Ftyping/x", "main"],
    ["POST /_matrix/client/v1/rooms/!a/join", "main"],
    ["GET /_matrix/client/v3/login/sso/redirect", "sso"],
    ["GET /_matrix/client/v3/login/sso/redirect/cas?x", "sso"],
    ["POST /_matrix/client/v3/login/sso/redirects", "main"],
    ["GET /_synapse/client/pick_idpx", "main"],
    ["GET /_synapse/admin/v2/users/%40a", "main"],
    ["GET /_synapse/admin/v1/users/%40a/media", "media"],
  ])("%s is answered by %s", (request, process) => {
    expect(processOf(sampleSite(lab), request)).toBe(process);
  });

  it("on machines of its own Element has an nginx there, and no path of one machine stands in the files of the other", () => {
    const files = renderNginx(sampleSite({ ...fourHosts, profile: "production" }), sampleSecrets, { allow: [] });
    const element = files.filter(({ component }) => component === "element");
    expect(element.map(({ path }) => path)).toEqual(
      ["nginx.conf", "element.conf", "well-known-client.json"].map((name) => `/state/element/conf/${name}`),
    );
    for (const { text } of element) expect(text).not.toContain("/state/nginx");
    const own = files.filter(({ component }) => component === "nginx");
    for (const { text } of own) expect(text).not.toContain("/state/element");
    expect(own.map(({ text }) => text).join("")).toContain("listen 10.20.0.11:9443 ssl;");
  });

  it("holds no secret, and gives the same bytes each time", () => {
    const files = renderNginx(sampleSite(lab), sampleSecrets, { allow: [] });
    const all = files.map(({ text }) => text).join("");
    for (const secret of ["as-test", "hs-test", sampleSecrets.signingKey]) expect(all).not.toContain(secret);
    expect(renderNginx(sampleSite(lab), sampleSecrets, { allow: [] })).toEqual(files);
  });

  it("quotes a path that could end its own value", () => {
    const site = sampleSite({ ...lab, element: { folder: '/srv/a"; return 200 "b\\' } });
    expect(confOf(site, "element.conf")).toContain('root "/srv/a\\"; return 200 \\"b\\\\";');
  });
});
