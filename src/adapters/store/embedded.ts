/** The embedded database: PGlite in a folder that one process owns. */
import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Kysely, PGliteDialect } from "kysely";
import { AppError } from "#core/errors.ts";
import type { ServerLock } from "#engine/ports.ts";
import { type Database, logOf, type OnStatement } from "./database.ts";
import { toStoreError } from "./failures.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";
import { openPglite } from "./pglite.ts";
import type { Tables } from "./tables.ts";

/** Written once the folder held a database. */
const marker = "made-by-campus";

/** @throws AppError store.locked, store.full, store.unreachable (folder not writable), store.broken (folder damaged). */
export async function openEmbedded(folder: string, onStatement?: OnStatement): Promise<Database> {
  const held = await makeFolder(folder);
  try {
    await refuseEmptied(folder);
    const pglite = await openPglite(folder);
    await held.check();
    await writeFile(join(folder, marker), "campus store\n");
    const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }), ...logOf(onStatement) });
    return { db, where: folder, lock: lockInProcess(), ...rememberingDeath(db, held, folder) };
  } catch (error) {
    await held.release();
    throw toStoreError(error, folder);
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

/** PGlite makes a new database without a word when its version file is gone: everything would be forgotten. */
async function refuseEmptied(folder: string): Promise<void> {
  const exists = (path: string) => stat(join(folder, path)).then(Boolean, () => false);
  if ((await exists(marker)) && !(await exists("pg/PG_VERSION"))) {
    throw new AppError("store.broken", { where: folder, why: "pg/PG_VERSION is missing" });
  }
}

/** After a full disk or a damaged file the embedded server is a corpse: every later call says why, and closing leaves it to recovery. */
function rememberingDeath(db: Kysely<Tables>, held: FolderLock, folder: string): Pick<Database, "check" | "explain" | "close"> {
  let death: AppError | null = null;
  return {
    check: () => {
      if (death) throw death;
    },
    explain: (error) => {
      const known = toStoreError(error, folder);
      if (known instanceof AppError && (known.code === "store.full" || known.code === "store.broken")) death = known;
      return known;
    },
    close: async () => {
      try {
        if (!death) await db.destroy();
      } finally {
        await held.release();
      }
    },
  };
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
