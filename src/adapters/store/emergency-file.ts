/** Emergency acts while the store can't be written: one line each in a file beside it, on the disk before the request is sent. */
import { mkdir, open, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { EmergencyFile, KeptEmergency } from "#engine/emergency-ports.ts";

export function openEmergencyFile(path: string): EmergencyFile {
  return {
    async append(act) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const file = await open(path, "a", 0o600);
      try {
        await file.appendFile(`${JSON.stringify(act)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    },
    read: () => readLines(path),
    async drop(acts) {
      const done = new Set(acts.map((act) => JSON.stringify(act)));
      const left = (await readLines(path)).filter((act) => !done.has(JSON.stringify(act)));
      await writeFile(`${path}.new`, left.map((act) => `${JSON.stringify(act)}\n`).join(""), { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
  };
}

/** A line cut by a crash was never acted on: the request is sent after the line is whole on the disk. */
async function readLines(path: string): Promise<KeptEmergency[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line) as KeptEmergency];
    } catch {
      return [];
    }
  });
}
