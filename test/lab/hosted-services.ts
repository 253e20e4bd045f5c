/** The small platform run by a process of its own, in a folder of its own. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processesLeft, type Script, startScript } from "./processes.ts";
import { smallPlatform } from "./small-services.ts";

export interface Hosted {
  readonly folder: string;
  readonly script: Script;
  /** Kills the process that hosts, removes the folder; pids that did not end with it: none is what a test wants. */
  end(): Promise<readonly number[]>;
}

/** Once all services are up. */
export async function hostSmallPlatform(): Promise<Hosted> {
  const folder = mkdtempSync(join(tmpdir(), "campus-services-"));
  const file = join(folder, "services.json");
  writeFileSync(file, JSON.stringify(await smallPlatform(folder)));
  const script = await startScript(join(import.meta.dirname, "host-services.ts"), [folder, file]);
  const said = await script.nextLine();
  if (said !== "running") throw new Error(`not running: ${said}`);
  return {
    folder,
    script,
    async end() {
      await script.end("SIGKILL");
      const left = await processesLeft(folder);
      rmSync(folder, { recursive: true, force: true });
      return left;
    },
  };
}
