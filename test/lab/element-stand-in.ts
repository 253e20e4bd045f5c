/** An archive shaped as those of Element Web, for tests of how it is brought, checked and unpacked. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Archive {
  readonly file: string;
  readonly sha256: string;
}

/** Writes it there: one folder with a page and a script. */
export function makeElementArchive(file: string): Archive {
  const folder = mkdtempSync(join(tmpdir(), "campus-element-stand-in-"));
  try {
    mkdirSync(join(folder, "element-v9.9.9/bundles"), { recursive: true });
    writeFileSync(join(folder, "element-v9.9.9/index.html"), "<!doctype html><title>Element</title>");
    writeFileSync(join(folder, "element-v9.9.9/bundles/a.js"), "1");
    mkdirSync(dirname(file), { recursive: true });
    execFileSync("tar", ["-czf", file, "-C", folder, "element-v9.9.9"]);
    return { file, sha256: createHash("sha256").update(readFileSync(file)).digest("hex") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
