/** Every page of a feed in one state of it: a feed that changes meanwhile is noticed, never mixed. */
import type { HttpSource } from "#config/source-http.ts";
import { type Asking, askPage, placeOf } from "./ask.ts";
import type { StoredPage } from "./copy.ts";
import { invalid, partial } from "./failures.ts";
import { compilePointer } from "./pointer.ts";
import type { HttpAnswer } from "./request.ts";
import { objectsOf, parseExactly, textOf } from "./values.ts";

export interface Page {
  readonly url: URL;
  readonly etag: string | null;
  readonly body: string;
  readonly structures: readonly object[];
  readonly people: readonly object[];
  readonly snapshot: string | undefined;
  readonly totals: readonly (string | undefined)[];
  readonly next: URL | null;
}

/** null when the feed changed between two of its pages. Throws source.*. */
export async function readPages(asking: Asking, copy: ReadonlyMap<string, StoredPage>): Promise<readonly Page[] | null> {
  const { config } = asking;
  const pages: Page[] = [];
  const seen = new Set<string>();
  for (let url: URL | null = firstUrl(config); url !== null; ) {
    const place = placeOf(config, url);
    if (seen.has(url.href)) throw partial(place, "paging-loop");
    if (pages.length >= config.maximumPages) throw partial(place, "too-many-pages", config.maximumPages);
    seen.add(url.href);
    const stored = copy.get(url.href);
    const page = readPage(config, { url, number: pages.length, answer: await askPage(asking, url, stored?.etag ?? null), stored });
    if (page.snapshot !== pages[0]?.snapshot && pages.length > 0) return null;
    pages.push(page);
    url = page.next;
  }
  return (await isSteady(asking, pages)) ? pages : null;
}

/** Where no identifier of its state is given, the first page must still be the same once the last one came. */
async function isSteady(asking: Asking, pages: readonly Page[]): Promise<boolean> {
  const [first] = pages;
  if (first === undefined || pages.length === 1 || first.snapshot !== undefined || first.etag === null) return true;
  const again = await askPage(asking, first.url, first.etag);
  return again.status === 304 || again.headers.etag === first.etag;
}

interface Answered {
  readonly url: URL;
  readonly number: number;
  readonly answer: HttpAnswer;
  readonly stored: StoredPage | undefined;
}

function readPage(config: HttpSource, { url, number, answer, stored }: Answered): Page {
  const body = answer.status === 304 && stored !== undefined ? stored.body : bodyOf(config, url, answer);
  const etag = answer.status === 304 && stored !== undefined ? stored.etag : (answer.headers.etag ?? null);
  const document = parseBody(config, url, body);
  const { mapping } = config;
  const at = (path: string | null) => (path === null ? undefined : compilePointer(path)(document));
  const version = at(mapping.version);
  if (mapping.version !== null && textOf(version) !== "1") throw invalid(placeOf(config, url), "version", textOf(version) ?? "–");
  const [structures, people] = [mapping.structures, mapping.people].map((path) => {
    const items = objectsOf(at(path));
    if (items === null) throw invalid(placeOf(config, url), "shape", path ?? "");
    return items;
  });
  const page = { url, etag, body, structures: structures ?? [], people: people ?? [], snapshot: textOf(at(mapping.snapshot)) };
  const told = textOf(at(config.paging.kind === "cursor" ? mapping.cursor : mapping.next)) ?? linkedNext(answer);
  const size = Math.max(page.structures.length, page.people.length);
  const next = nextUrl(config, { url, number, size, told });
  return { ...page, next, totals: [textOf(at(mapping.totalPeople)), textOf(at(mapping.totalStructures))] };
}

function bodyOf(config: HttpSource, url: URL, { headers, body }: HttpAnswer): string {
  const type = headers["content-type"] ?? "";
  if (!/^application\/([\w.+-]+\+)?json\b|^text\/json\b/i.test(type)) throw invalid(placeOf(config, url), "content-type", type || "–");
  return body.toString("utf8").replace(/^\ufeff/, "");
}

function parseBody(config: HttpSource, url: URL, body: string): unknown {
  try {
    const document = parseExactly(body);
    if (typeof document === "object" && document !== null) return document;
  } catch (error) {
    throw invalid(placeOf(config, url), "json", error instanceof Error ? error.message : "");
  }
  throw invalid(placeOf(config, url), "shape", "/");
}

function firstUrl({ url, paging }: HttpSource): URL {
  const first = new URL(url);
  if (paging.kind === "pages") {
    first.searchParams.set(paging.parameter, String(paging.first));
    first.searchParams.set(paging.sizeParameter, String(paging.size));
  }
  return first;
}

interface Told {
  readonly url: URL;
  /** Of this page, from 0. */
  readonly number: number;
  readonly size: number;
  readonly told: string | undefined;
}

function nextUrl(config: HttpSource, { url, number, size, told }: Told): URL | null {
  const { paging } = config;
  if (paging.kind === "pages") return size < paging.size ? null : withParameter(url, paging.parameter, String(paging.first + number + 1));
  if (told === undefined) return null;
  if (paging.kind === "cursor") return withParameter(url, paging.parameter, told);
  const next = URL.parse(told, url.href);
  if (next?.origin !== url.origin) throw invalid(placeOf(config, url), "paging-origin", next?.origin ?? told);
  return next;
}

function withParameter(url: URL, name: string, value: string): URL {
  const next = new URL(url);
  next.searchParams.set(name, value);
  return next;
}

/** `Link: <…>; rel="next"` (RFC 8288). */
function linkedNext({ headers }: HttpAnswer): string | undefined {
  const link = headers.link;
  const text = Array.isArray(link) ? link.join(", ") : (link ?? "");
  for (const [, address, parameters = ""] of text.matchAll(/<([^>]*)>([^<]*)/g)) if (/;\s*rel="?next"?/i.test(parameters)) return address;
  return undefined;
}
