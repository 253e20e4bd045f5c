/** Files that one process holds: they appear whole, the first one wins, and a dead holder's is set aside. */
import { randomUUID } from "node:crypto";
import { linkSync, renameSync, rmSync } from "node:fs";
import { readIfThere, writePrivate } from "./private-files.ts";
import { identify, isAlive, type ProcessIdentity } from "./process-identity.ts";

/** A hard link appears with its whole content and never replaces another file. */
export function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === "EEXIST") return false;
    throw error;
  }
}

/** Away with it, whoever else is doing the same. */
export function moveAside(path: string): void {
  const aside = `${path}.${randomUUID()}.stale`;
  try {
    renameSync(path, aside);
    rmSync(aside, { force: true });
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ENOENT") throw error;
  }
}

/** Takes a file for this process; the living process that holds it already otherwise. A killed holder's is taken over. */
export function takeFile(path: string): ProcessIdentity | null {
  const temporary = `${path}.${randomUUID()}.new`;
  writePrivate(temporary, JSON.stringify(identify(process.pid)));
  try {
    while (!linked(temporary, path)) {
      const holder = holderOf(path);
      if (holder !== null && isAlive(holder)) return holder;
      moveAside(path);
    }
    return null;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function holderOf(path: string): ProcessIdentity | null {
  try {
    return JSON.parse(readIfThere(path) ?? "null");
  } catch {
    return null;
  }
}
