/** The archive of Element Web: taken from a file or the site's mirror, refused unless it is the one described, unpacked once. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { AppError } from "#core/errors.ts";
import { archiveFolder } from "#platform/element/element-folder.ts";
import type { Site } from "#platform/site.ts";
import { makeFolder, onDisk } from "./private-files.ts";

const run = promisify(execFile);
/** Element Web is some 60 MB; what is much larger is something else. */
const largest = 300_000_000;

/** `platform.element-archive {from, reason}` when it can't be had or isn't the one described. */
export async function readElementArchive({ description }: Pick<Site, "description">): Promise<Buffer | null> {
  const { archive } = description.element;
  if (archive === undefined) return null;
  const from = archive.file ?? archive.url ?? "";
  const bytes = archive.file === undefined ? await download(from) : readFile(from);
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== archive.sha256) throw new AppError("platform.element-archive", { from, reason: `SHA-256 ${found}` });
  return bytes;
}

/** Unpacks it into its own folder, whole or not at all; nothing to do when it is there. */
export async function unpackElement(site: Site): Promise<void> {
  const folder = archiveFolder(site);
  if (folder === null || existsSync(folder)) return;
  const bytes = await readElementArchive(site);
  if (bytes === null) return;
  const begun = `${folder}.new`;
  const packed = join(site.places.element.run, "element.tar.gz");
  rmSync(begun, { recursive: true, force: true });
  makeFolder(begun);
  onDisk(packed, () => writeFileSync(packed, bytes, { mode: 0o600 }));
  try {
    await run("tar", ["-xzf", packed, "--strip-components=1", "--no-same-owner", "--no-same-permissions", "-C", begun]);
    if (!existsSync(join(begun, "index.html"))) throw new Error("no index.html inside");
    renameSync(begun, folder);
  } catch (error) {
    const from = site.description.element.archive?.file ?? site.description.element.archive?.url ?? "";
    const reason = String((error as { stderr?: unknown }).stderr ?? (error instanceof Error ? error.message : error)).trim();
    throw new AppError("platform.element-archive", { from, reason }, error);
  } finally {
    rmSync(packed, { force: true });
    rmSync(begun, { recursive: true, force: true });
  }
}

function readFile(from: string): Buffer {
  try {
    return readFileSync(from);
  } catch (error) {
    throw new AppError("platform.element-archive", { from, reason: String((error as { code?: unknown }).code) }, error);
  }
}

async function download(from: string): Promise<Buffer> {
  const failed = (reason: string, cause?: unknown) => new AppError("platform.element-archive", { from, reason }, cause);
  try {
    const response = await fetch(from, { signal: AbortSignal.timeout(300_000) });
    if (!response.ok) throw failed(`HTTP ${response.status}`);
    if (Number(response.headers.get("content-length") ?? 0) > largest) throw failed("too large");
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw failed(error instanceof Error ? error.message : String(error), error);
  }
}
