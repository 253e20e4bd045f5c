/** The embedded database: PGlite in a folder that one process owns. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect } from "kysely";
import { AppError } from "#core/errors.ts";
import type { ServerLock } from "#engine/ports.ts";
import { type Database, logOf, type OnStatement } from "./database.ts";
import { textOf, toStoreError } from "./failures.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";
import type { Tables } from "./tables.ts";

/** @throws AppError store.locked, store.full, store.unreachable (folder not writable), store.broken (folder damaged). */
export async function openEmbedded(folder: string, onStatement?: OnStatement): Promise<Database> {
  const held = await makeFolder(folder);
  try {
    const pglite = await openPglite(folder);
    await held.check();
    const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }), ...logOf(onStatement) });
    return { db, where: folder, lock: lockInProcess(), close: () => closeAll(db, held) };
  } catch (error) {
    await held.release();
    throw error;
  }
}

async function makeFolder(folder: string): Promise<FolderLock> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await lockFolder(folder);
  } catch (error) {
    throw toStoreError(error, folder);
  }
}

async function openPglite(folder: string): Promise<PGlite> {
  const { PGlite } = await import("@electric-sql/pglite");
  try {
    return await PGlite.create({ dataDir: join(folder, "pg") });
  } catch (error) {
    const known = toStoreError(error, folder);
    throw known instanceof AppError ? known : new AppError("store.broken", { where: folder, why: textOf(error) }, error);
  }
}

async function closeAll(db: Kysely<Tables>, held: FolderLock): Promise<void> {
  try {
    await db.destroy();
  } finally {
    await held.release();
  }
}

/** The folder has one owner, so a pass can only be busy inside this process. */
function lockInProcess(): Database["lock"] {
  const passes = new Map<string, { readonly owner: string; readonly since: string }>();
  return async (server, owner): Promise<ServerLock> => {
    const busy = passes.get(server);
    if (busy) throw new AppError("run.busy", { server, pid: process.pid, ...busy });
    const mine = { owner, since: new Date().toISOString() };
    passes.set(server, mine);
    return {
      release: async () => {
        if (passes.get(server) === mine) passes.delete(server);
      },
    };
  };
}
