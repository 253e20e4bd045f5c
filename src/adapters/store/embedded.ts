/** The embedded database: PGlite in a folder that one process owns. */
import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Kysely, PGliteDialect } from "kysely";
import { AppError } from "#core/errors.ts";
import { type Claim, type Database, logOf, type OnStatement } from "./database.ts";
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
    return { db, where: folder, ...claimsInProcess(), ...rememberingDeath(db, held, folder) };
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

/** The folder has one owner, so only this process can be at work; a claim's number stands for what a database would call its backend. */
function claimsInProcess(): Pick<Database, "claim" | "evict"> {
  const held = new Map<string, number>();
  let last = 0;
  const end = (backend: number): boolean => [...held].some(([server, one]) => one === backend && held.delete(server));
  return {
    claim: async (server): Promise<Claim | null> => {
      if (held.has(server)) return null;
      const backend = ++last;
      held.set(server, backend);
      return { backend, release: async () => void end(backend) };
    },
    evict: async (backend) => end(backend),
  };
}
