/** Whether a program that a test needs is on this machine. */
import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/** False prints what is missing; in CI that fails instead. */
export function hasProgram(name: string): boolean {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"];
  if (folders.some((folder) => isExecutable(join(folder, name)))) return true;
  if (process.env.CI) throw new Error(`missing program: ${name}`);
  console.warn(`skipped: missing program: ${name}`);
  return false;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
