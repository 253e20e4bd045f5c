/** One owner for the folder of an embedded store: two processes can open PGlite's folder and both write without an error. */
import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "#core/errors.ts";
import { isAlive, type ProcessMark, thisProcess } from "./process.ts";

/** Owner on another machine or container, where its pid means nothing: alive while it touches the file. */
const heartbeatMs = 10_000;
const silentMs = 60_000;

interface Mark extends ProcessMark {
  readonly since: string;
  /** Tells two openings by the same process apart. */
  readonly nonce: string;
}

export interface FolderLock {
  /** @throws AppError store.locked when somebody else took the folder at the same moment. */
  check(): Promise<void>;
  release(): Promise<void>;
}

/** @throws AppError store.locked {folder, pid, since} when a living process owns the folder: nothing was opened. */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, "lock");
  const mine: Mark = { ...thisProcess(), since: new Date().toISOString(), nonce: randomUUID() };
  await take(path, folder, mine);
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), heartbeatMs);
  beat.unref();
  return {
    check: async () => {
      const found = await readMark(path);
      if (found?.nonce !== mine.nonce) throw locked(folder, found);
    },
    release: async () => {
      clearInterval(beat);
      if ((await readMark(path))?.nonce === mine.nonce) await rm(path, { force: true });
    },
  };
}

async function take(path: string, folder: string, mine: Mark): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (await place(path, mine)) return;
    const found = await readMark(path);
    if (found && (await isHeld(path, found))) throw locked(folder, found);
    await setAside(path, found);
  }
  throw locked(folder, await readMark(path));
}

/** The file appears whole or not at all: `link` fails when it exists, like O_EXCL, and brings its content with it. */
async function place(path: string, mark: Mark): Promise<boolean> {
  const draft = `${path}.${mark.nonce}`;
  await writeFile(draft, JSON.stringify(mark), { mode: 0o600, flag: "wx" });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Two may find the same stale lock: who moved a younger one away by mistake puts it back. `check` then decides. */
async function setAside(path: string, stale: Mark | null): Promise<void> {
  const aside = `${path}.stale.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await readMark(aside))?.nonce !== stale?.nonce) await link(aside, path);
  } catch (error) {
    if (!isCode(error, "ENOENT") && !isCode(error, "EEXIST")) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function isHeld(path: string, mark: Mark): Promise<boolean> {
  if (mark.host === thisProcess().host) return isAlive(mark);
  const file = await stat(path).catch(() => null);
  return file !== null && Date.now() - file.mtimeMs < silentMs;
}

/** null when absent or unreadable: a lock is never half written, so an unreadable one was damaged and holds nobody. */
async function readMark(path: string): Promise<Mark | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Mark;
  } catch {
    return null;
  }
}

function locked(folder: string, mark: Mark | null): AppError {
  return new AppError("store.locked", { folder, pid: mark?.pid ?? 0, host: mark?.host ?? "", since: mark?.since ?? "" });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
