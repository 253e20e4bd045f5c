/** A platform that campus runs here needs neither address nor token in the file; any other server needs both. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parseConfig } from "#config/load.ts";
import { layoutOf, makeLayout } from "#hosting/layout.ts";
import { writePorts } from "#hosting/ports.ts";
import { withHostedAddresses } from "./hosted-address.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-hosted-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const written = (platform: object, more: object = {}) =>
  JSON.stringify({
    servers: [{ name: "test", serverName: "univ-demo.example", platform: { stateFolder: folder, ...platform }, ...more }],
    sources: [{ kind: "csv", folder: "csv" }],
  });

it("knows the internal listener and the token of its own lab", () => {
  const layout = layoutOf(folder);
  makeLayout(layout);
  writePorts(layout, { client: 20_001, internal: 20_002 });
  const [server] = withHostedAddresses(parseConfig(written({ profile: "lab" }), "x.yaml")).servers;
  expect(server).toMatchObject({ url: "http://127.0.0.1:20002", tokenFile: join(folder, "secrets/as-token") });
  const [demo] = withHostedAddresses(parseConfig(written({}), "x.yaml")).servers;
  expect(demo?.url).toBe("http://127.0.0.1:20001");
});

it("leaves what is written", () => {
  const text = written({ profile: "lab" }, { url: "http://127.0.0.1:1", tokenFile: "token" });
  expect(withHostedAddresses(parseConfig(text, "x.yaml")).servers[0]).toMatchObject({ url: "http://127.0.0.1:1", tokenFile: "token" });
});

it("asks for both where the platform is elsewhere", () => {
  expect(() => parseConfig(written({ target: "systemd", profile: "production" }), "x.yaml")).toThrow(
    /servers\.0\.url[\s\S]*servers\.0\.tokenFile/,
  );
});

it("knows the database of its own lab, and leaves an address that is written", () => {
  const layout = layoutOf(folder);
  makeLayout(layout);
  writePorts(layout, { client: 20_001, internal: 20_002, postgres: 20_003 });
  const observeIn = (observe: object) =>
    withHostedAddresses(parseConfig(written({ profile: "lab" }, { observe }), "x.yaml")).servers[0]?.observe;
  const own = { url: "postgres://campus_observer@127.0.0.1:20003/synapse", passwordFile: join(folder, "secrets/postgres-observer") };
  expect(observeIn({ kind: "database", fallback: "api" })).toEqual({ kind: "database", fallback: "api", ...own });
  const other = { kind: "database", url: "postgres://reader@db.example:5432/synapse", passwordFile: "p" };
  expect(observeIn(other)).toEqual({ ...other, fallback: "none" });
  expect(observeIn({ kind: "api" })).toEqual({ kind: "api" });
});

it("asks for the database's address where campus renders no platform", () => {
  const plain = { servers: [{ name: "test", serverName: "a.example", url: "http://a", tokenFile: "t", observe: { kind: "database" } }] };
  const text = JSON.stringify({ ...plain, sources: [{ kind: "csv", folder: "csv" }] });
  expect(() => parseConfig(text, "x.yaml")).toThrow(/servers\.0\.observe\.url/);
});
