/** Whom database servers run as: they refuse to be root. */
import { readFileSync } from "node:fs";

/** null when this process isn't root either. */
export function unprivileged(preferred = "postgres"): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const lines = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const entry = lines.find(([name]) => name === preferred) ?? lines.find(([name]) => name === "nobody");
  if (!entry) throw new Error("no unprivileged user to run a database as");
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}
