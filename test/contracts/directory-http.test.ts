/** The directory contract on a JSON feed in campus's own shape, in one page and in several. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { openSource } from "#adapters/directory/open.ts";
import { HttpSource } from "#config/source.ts";
import { type FeedServer, openFeedServer } from "../fakes/feed-server.ts";
import { directoryContract } from "./directory.ts";
import { people, structures } from "./small-university.ts";

const base = mkdtempSync(join(tmpdir(), "campus-http-"));
let server: FeedServer;
/** The small university, but for the one word that no table of populations knows. */
const items = people.map((person) => (person.id === undefined ? { ...person, populations: ["administratif", "martien"] } : person));
const shown = items.map((person) => (person.id === "7" ? { ...person, populations: ["etudiant"] } : person));

beforeAll(async () => {
  server = await openFeedServer();
  server.answer(({ url }) => {
    const page = Number(url.searchParams.get("page") ?? "0");
    if (url.pathname === "/feed") return { body: { version: 1, structures, people: shown } };
    const next = page < shown.length ? { next: `/pages?page=${page + 1}` } : {};
    return { body: { version: 1, structures: page === 0 ? structures : [], people: page === 0 ? [] : [shown[page - 1]], ...next } };
  });
});
afterAll(async () => {
  await server.close();
  rmSync(base, { recursive: true, force: true });
});

for (const path of ["/feed", "/pages?page=0"]) {
  describe(`of ${path}`, () => {
    directoryContract("http", async () => {
      const config = HttpSource.parse({ kind: "http", name: "flux", url: new URL(path, server.url).href });
      return openSource(config, { base });
    });
  });
}
