/** The tree of campus as a machine needs it: sources, the packages that run, the Node it pins; nothing that only tests need. */
import { cpSync, existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>;
}

/** Folders of npm packages that run in production, relative to the root, as the lock file has them (npm's lock file, version 3). */
export function packagesThatRun(root: string): readonly string[] {
  const lock: LockFile = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return Object.entries(lock.packages)
    .filter(([path, { dev, devOptional }]) => path !== "" && dev !== true && devOptional !== true && existsSync(join(root, path)))
    .map(([path]) => path);
}

const sources = ["src", "package.json", "package-lock.json", "requirements", "LICENSE"];

/** Copies the tree at `root` into `folder`. */
export function copyRelease(root: string, folder: string): void {
  for (const name of sources) cpSync(join(root, name), join(folder, name), { recursive: true, filter: isWanted });
  for (const path of packagesThatRun(root)) {
    // What a package has inside node_modules of its own is in the list by itself.
    cpSync(join(root, path), join(folder, path), { recursive: true, filter: (from) => basename(from) !== "node_modules" });
  }
}

function isWanted(path: string): boolean {
  return !path.endsWith(".test.ts") && basename(path) !== "__pycache__";
}
