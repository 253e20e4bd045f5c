/** An archive of Element: taken once, from a file or a mirror, and only the one described. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { describePlatform } from "#config/platform.ts";
import { unpackElement } from "#hosting/element-archive.ts";
import { layoutOf, makeLayout, makePlaces, placesIn } from "#hosting/layout.ts";
import { elementFolder } from "#platform/element/element-folder.ts";
import { portNames } from "#platform/ports.ts";
import { resolveSite } from "#platform/resolve.ts";
import type { Site } from "#platform/site.ts";
import { makeElementArchive } from "../lab/element-stand-in.ts";

let folder = "";
let packed = "";
let sha256 = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-element-"));
  packed = join(folder, "element.tar.gz");
  sha256 = makeElementArchive(packed).sha256;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function siteWith(archive: { file?: string; url?: string; sha256: string }): Site {
  const layout = layoutOf(join(folder, "state"));
  makeLayout(layout);
  const server = { name: "lab", serverName: "univ-demo.example" };
  const description = describePlatform(server, { profile: "lab", stateFolder: layout.root, element: { archive } });
  const ports = Object.fromEntries(portNames(description).map((name, index) => [name, 20_000 + index]));
  const identities = { connector: "_campus.connector", agentSmith: "_campus.agent.smith" };
  const site = resolveSite({ ...server, language: "fr", identities, description, ports, places: placesIn(layout), isBootstrapped: false });
  makePlaces(site.places);
  return site;
}

it("is unpacked without its own folder, once", async () => {
  const site = siteWith({ file: packed, sha256 });
  await unpackElement(site);
  const where = elementFolder(site) ?? "";
  expect(readdirSync(where).sort()).toEqual(["bundles", "index.html"]);
  rmSync(packed);
  await unpackElement(site);
  expect(readdirSync(site.places.element.data)).toHaveLength(1);
});

it("comes from a mirror", async () => {
  let asked = 0;
  const mirror = createServer((_request, response) => {
    asked += 1;
    response.end(readFileSync(packed));
  }).listen(0, "127.0.0.1");
  await once(mirror, "listening");
  const url = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}/element-v9.9.9.tar.gz`;
  const site = siteWith({ url, sha256 });
  await unpackElement(site);
  await unpackElement(site);
  expect([readdirSync(elementFolder(site) ?? "").length, asked]).toEqual([2, 1]);
  mirror.close();
});

it.each([
  ["another content", () => ({ file: packed, sha256: "0".repeat(64) }), /SHA-256 [0-9a-f]{64}/],
  ["no file", () => ({ file: join(folder, "nowhere"), sha256 }), /ENOENT/],
  ["no mirror", () => ({ url: "http://127.0.0.1:1/x.tar.gz", sha256 }), /./],
])("%s is refused, and leaves nothing", async (_title, archive, reason) => {
  const site = siteWith(archive());
  await expect(unpackElement(site)).rejects.toMatchObject({
    code: "platform.element-archive",
    params: { reason: expect.stringMatching(reason) },
  });
  expect(readdirSync(site.places.element.data)).toEqual([]);
});

it("something that is no Element is refused, and leaves nothing", async () => {
  writeFileSync(packed, "not an archive");
  const other = createHash("sha256").update("not an archive").digest("hex");
  const site = siteWith({ file: packed, sha256: other });
  await expect(unpackElement(site)).rejects.toMatchObject({ code: "platform.element-archive" });
  expect([readdirSync(site.places.element.data), readdirSync(site.places.element.run)]).toEqual([[], []]);
});
