/** Files of the state folder: written whole or not at all, readable by their owner only. */
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { AppError } from "#core/errors.ts";

function isFull(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === "ENOSPC" || code === "EDQUOT";
}

/** Runs a write and turns a full disk into `platform.disk-full {path}`. */
export function onDisk<T>(folder: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw isFull(error) ? new AppError("platform.disk-full", { path: folder }, error) : error;
  }
}

/** Folder with mode 0700, parents included. */
export function makeFolder(folder: string): void {
  onDisk(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
}

/** Writes beside, then renames: a reader never sees half a file. Mode 0600. */
export function writePrivate(path: string, text: string): void {
  const temporary = `${path}.${randomUUID()}.new`;
  try {
    onDisk(path, () => writeFileSync(temporary, text, { mode: 0o600, flush: true }));
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Text of a file, null when it doesn't exist. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return null;
    throw error;
  }
}

/** Throws `platform.disk-full {path, freeMegabytes, neededMegabytes}` when less than `needed` bytes are left. */
export function requireSpace(folder: string, needed: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  const megabytes = (bytes: number) => Math.floor(bytes / 1_000_000);
  throw new AppError("platform.disk-full", { path: folder, freeMegabytes: megabytes(free), neededMegabytes: megabytes(needed) });
}
