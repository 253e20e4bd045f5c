/** What a test that was killed left on this machine; its machines went down with it. */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bridgeOf, spacePrefix } from "./network.ts";
import { run } from "./run.ts";

/** Folders of a test begin so, then its pid. */
export const folderName = "campus-machines-";

/** Namespaces, bridges, mounts and folders of tests that don't live any more. */
export async function removeLeftovers(): Promise<void> {
  for (const space of listed("/run/netns")) {
    const pid = Number.parseInt(new RegExp(`^${spacePrefix}([0-9a-z]+)-`).exec(space)?.[1] ?? "", 36);
    if (!isDead(pid)) continue;
    await run("ip", ["netns", "delete", space]);
    await run("ip", ["link", "delete", bridgeOf(pid)]);
  }
  for (const name of listed(tmpdir())) {
    const pid = Number(new RegExp(`^${folderName}(\\d+)-`).exec(name)?.[1] ?? Number.NaN);
    if (!isDead(pid)) continue;
    const folder = join(tmpdir(), name);
    for (const mount of mountsUnder(folder)) await run("umount", ["--lazy", mount]);
    if (mountsUnder(folder).length === 0) rmSync(folder, { recursive: true, force: true });
  }
}

function listed(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function isDead(pid: number): boolean {
  return Number.isInteger(pid) && !existsSync(`/proc/${pid}`);
}

function mountsUnder(folder: string): readonly string[] {
  const points = readFileSync("/proc/mounts", "utf8").split("\n");
  return points.map((line) => line.split(" ")[1] ?? "").filter((point) => point.startsWith(`${folder}/`));
}
