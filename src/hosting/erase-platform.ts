/** Erases a platform of this machine: stops it, then removes what campus itself put into its folder, and nothing else there. */
import { readdirSync, rmdirSync, rmSync } from "node:fs";
import { layoutOf } from "./layout.ts";
import { stopPlatform } from "./stop-platform.ts";

export interface Erased {
  readonly folder: string;
  readonly wasRunning: boolean;
}

/** Data, secrets, rendered files, logs: nothing can be brought back. Also when it never started; repeating it does no harm. */
export async function erasePlatform(stateFolder: string): Promise<Erased> {
  const wasRunning = (await stopPlatform(stateFolder)) === "stopped";
  const { root, ...own } = layoutOf(stateFolder);
  for (const folder of Object.values(own)) rmSync(folder, { recursive: true, force: true });
  dropIfEmpty(root);
  return { folder: root, wasRunning };
}

/** Somebody may keep files of their own beside those of campus. */
function dropIfEmpty(folder: string): void {
  try {
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ENOENT") throw error;
  }
}
