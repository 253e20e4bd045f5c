/** A control group of its own for each machine: in a common one, a machine that ends would end the processes of the others. */
import { existsSync, mkdirSync, readdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface ControlGroup {
  /** Script of sh that enters the group, then becomes the program given as its arguments. */
  readonly enter: string;
  /** When everything in it has ended. */
  remove(): Promise<void>;
}

/** Hierarchies that systemd uses: both of the mixed layout, or the only one. */
const hierarchies = ["/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified", "/sys/fs/cgroup"];

export function openControlGroup(name: string): ControlGroup {
  const folders = hierarchies.filter((folder) => existsSync(join(folder, "cgroup.procs"))).map((folder) => join(folder, name));
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  return {
    enter: `${folders.map((folder) => `echo $$ >'${folder}/cgroup.procs'`).join("; ")}; exec "$@"`,
    async remove() {
      for (const folder of folders) await removeTree(folder);
    },
  };
}

/** Groups inside first; the kernel may need an instant after the last process. */
async function removeTree(folder: string): Promise<void> {
  for (let tries = 0; tries < 50 && existsSync(folder); tries++) {
    try {
      removeOnce(folder);
    } catch {
      await pause(100);
    }
  }
}

function removeOnce(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) removeOnce(join(folder, entry.name));
  rmdirSync(folder);
}
