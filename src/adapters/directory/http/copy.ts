/** What the feed said last, page by page with its ETag: used only where the feed itself says that a page has not changed. */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

export interface StoredPage {
  readonly url: string;
  readonly etag: string;
  readonly body: string;
}

/** By address; empty when there is no copy, or it is not exactly what was written. */
export async function loadCopy(file: string): Promise<ReadonlyMap<string, StoredPage>> {
  try {
    const text = await readFile(file, "utf8");
    const end = text.indexOf("\n");
    const body = text.slice(end + 1);
    if (text.slice(0, end) !== digestOf(body)) return new Map();
    const pages = JSON.parse(body) as StoredPage[];
    return new Map(pages.map((page) => [page.url, page]));
  } catch {
    return new Map();
  }
}

/** Written beside, then renamed: never half a copy. It holds people: readable by campus only. A full disk costs the copy, not the pass. */
export async function saveCopy(file: string, pages: readonly StoredPage[]): Promise<void> {
  const body = JSON.stringify(pages);
  const temporary = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(temporary, `${digestOf(body)}\n${body}`, { mode: 0o600 });
    await rename(temporary, file);
  } catch {
    await rm(temporary, { force: true });
  }
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
