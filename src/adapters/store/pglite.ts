/** PGlite itself: started with little memory, its failures made readable. */
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import type { PGlite } from "@electric-sql/pglite";
import type { PGliteDialectConfig } from "kysely";
import { AppError } from "#core/errors.ts";
import { textOf, toStoreError } from "./failures.ts";

/** What Kysely asks of PGlite. */
export type KyselyPglite = Extract<PGliteDialectConfig["pglite"], { ready: boolean }>;

/** One process with one connection needs little; the file cache of the system does the rest. */
const settings = ["-c", "shared_buffers=8MB", "-c", "max_connections=5"];

/**
 * V8's optimising compiler takes 600 MB for some seconds on this much WebAssembly, and processors that Synapse needs, to halve
 * the time of bulk writes: the baseline compiler alone is enough here. Set after the start, a flag doesn't imply the others.
 */
const baselineOnly = ["--liftoff-only", "--no-wasm-tier-up", "--no-wasm-dynamic-tiering"];

/** @throws AppError store.full, store.unreachable, store.broken. */
export async function openPglite(folder: string): Promise<KyselyPglite> {
  for (const flag of baselineOnly) setFlagsFromString(flag);
  const { PGlite } = await import("@electric-sql/pglite");
  try {
    const pglite = await PGlite.create({ dataDir: join(folder, "pg"), startParams: [...PGlite.defaultStartParams, ...settings] });
    // New objects stay within what they have so far: otherwise garbage alone makes a first sync of 8,886 people 100 MB larger.
    setFlagsFromString("--semi-space-growth-factor=1");
    return reportingBegin(pglite);
  } catch (error) {
    throw await explainOpening(error, folder);
  }
}

/** Room that recovery needs: one segment of the write-ahead log, and some tables. */
const roomToRecover = 32_000_000;

/** When recovery finds no room PGlite only says that it failed: the free space tells a full disk from a damaged folder. */
async function explainOpening(error: unknown, folder: string): Promise<unknown> {
  const known = toStoreError(error, folder);
  if (known instanceof AppError && known.code !== "store.broken") return known;
  const disk = await statfs(folder);
  const code = disk.bavail * disk.bsize < roomToRecover ? "store.full" : "store.broken";
  return new AppError(code, { where: folder, why: textOf(error) }, error);
}

type Work<T> = Parameters<typeof PGlite.prototype.transaction<T>>[0];

/** Kysely waits for ever when BEGIN itself fails, and the failure ends the process unhandled: give it to the first statement instead. */
function reportingBegin(pglite: PGlite): KyselyPglite {
  return new Proxy(pglite, {
    get: (target, name) => {
      if (name === "transaction") return <T>(work: Work<T>) => transact(target, work);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  }) as unknown as KyselyPglite;
}

async function transact<T>(pglite: PGlite, work: Work<T>): Promise<T> {
  let begun = false;
  try {
    return await pglite.transaction((tx) => {
      begun = true;
      return work(tx);
    });
  } catch (error) {
    if (begun) throw error;
    const refuse = () => Promise.reject(error);
    return work({ query: refuse, exec: refuse, sql: refuse, rollback: refuse, listen: refuse, closed: false } as Parameters<Work<T>>[0]);
  }
}
