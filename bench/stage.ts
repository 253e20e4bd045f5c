/** Real servers for the benchmarks of whole passes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasPlatform, startLab } from "../test/lab/platform-lab.ts";
import { hasSynapse, openSynapse } from "../test/lab/synapse.ts";
import type { Server } from "./world.ts";

export const serverName = "univ-demo.example";

/** A virgin Synapse for the time of `work`; all of them are identical. */
export async function withSynapse<T>(work: (server: Server) => Promise<T>): Promise<T> {
  if (!hasSynapse()) throw new Error("this benchmark needs Synapse: ./campus test installs it");
  const { baseUrl, asToken, stop } = await openSynapse({ serverName });
  try {
    return await work({ baseUrl, asToken, serverName });
  } finally {
    await stop();
  }
}

/** A virgin platform with all its workers; requests go the way that campus's own go. */
export async function withLab<T>(work: (server: Server) => Promise<T>): Promise<T> {
  if (!hasPlatform()) throw new Error("this benchmark needs nginx, Redis, PostgreSQL and Synapse: ./campus test installs them");
  const { internalUrl, asToken, stop } = await startLab({ serverName });
  try {
    return await work({ baseUrl: internalUrl, asToken, serverName });
  } finally {
    await stop();
  }
}

export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "campus-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
