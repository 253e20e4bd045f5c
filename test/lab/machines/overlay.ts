/** Folders that begin as another one and keep only what differs: a machine's disk, made in no time. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { must, run } from "./run.ts";

export interface Overlay {
  readonly folder: string;
  /** The differences stay where they are, under `place`. */
  unmount(): Promise<void>;
}

export async function mountOverlay(image: string, place: string): Promise<Overlay> {
  const [folder, upper, work] = ["root", "upper", "work"].map((name) => join(place, name)) as [string, string, string];
  for (const one of [folder, upper, work]) mkdirSync(one, { recursive: true, mode: 0o755 });
  await must("mount", ["-t", "overlay", "overlay", "-o", `lowerdir=${image},upperdir=${upper},workdir=${work}`, folder]);
  return {
    folder,
    async unmount() {
      await run("umount", [folder]);
    },
  };
}
