/** A JSON feed over HTTP, read whole or not at all. */
import { join } from "node:path";
import type { HttpSource } from "#config/source-http.ts";
import type { SourceReading } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";
import type { DirectorySource } from "#engine/ports.ts";
import { createPopulationReader } from "../populations.ts";
import { readSecretText } from "../secret-text.ts";
import { type Asking, placeOf } from "./ask.ts";
import { loadCopy, saveCopy } from "./copy.ts";
import { partial } from "./failures.ts";
import { type Page, readPages } from "./pages.ts";
import { createFeedReader } from "./records.ts";
import { openClient } from "./request.ts";

/** `base` is the state folder: what the feed said last is kept there. Every failure is an AppError source.* or config.secret-missing. */
export function openHttpSource(config: HttpSource, base: string): DirectorySource {
  return { name: config.name, read: () => readFeed(config, base) };
}

async function readFeed(config: HttpSource, base: string): Promise<SourceReading> {
  const place = { base, source: config.name };
  const [token, ca] = await Promise.all([readSecretText(config.tokenFile, place), readSecretText(config.caFile, place)]);
  const client = openClient(ca);
  const file = join(base, "sources", `${config.name}.feed`);
  const started = { config, client, token, deadline: AbortSignal.timeout(config.totalSeconds * 1000) };
  try {
    const pages = await readSteadily(config, file, started);
    const reading = toReading(config, pages);
    await saveCopy(
      file,
      pages.flatMap(({ url, etag, body }) => (etag === null ? [] : [{ url: url.href, etag, body }])),
    );
    return reading;
  } finally {
    client.close();
  }
}

/** A feed that changed while it was read is read again, once. */
async function readSteadily(config: HttpSource, file: string, started: Omit<Asking, "budget">): Promise<readonly Page[]> {
  const copy = await loadCopy(file);
  const read = () => readPages({ ...started, budget: { left: config.maximumMegabytes * 1_000_000 } }, copy);
  const pages = (await read()) ?? (await read());
  if (pages === null) throw partial(placeOf(config, new URL(config.url)), "changed");
  return pages;
}

function toReading(config: HttpSource, pages: readonly Page[]): SourceReading {
  const reader = createFeedReader(config, createPopulationReader(config.populations));
  const counts = { people: 0, structures: 0 };
  for (const page of pages) {
    for (const item of page.structures) reader.takeStructure(item);
    for (const item of page.people) reader.takePerson(item);
    counts.people += page.people.length;
    counts.structures += page.structures.length;
  }
  checkTotals(config, pages, [counts.people, counts.structures]);
  const { name: source, mapping } = config;
  const empty = counts.people === 0 ? mapping.people : counts.structures === 0 ? mapping.structures : null;
  if (empty !== null) throw new AppError("source.empty", { source, url: placeOf(config, new URL(config.url)).url, branch: empty });
  const { structures, people } = reader;
  return {
    source,
    kind: "http",
    structures,
    people,
    problems: reader.problems(),
    counts: { people: people.length, structures: structures.length },
  };
}

/** What the feed says it has is what was read, whichever page says so. */
function checkTotals(config: HttpSource, pages: readonly Page[], read: readonly number[]): void {
  for (const page of pages) {
    for (const [index, total] of page.totals.entries()) {
      if (total === undefined || total === String(read[index])) continue;
      throw partial(placeOf(config, page.url), "total", `${read[index]} / ${total}`);
    }
  }
}
