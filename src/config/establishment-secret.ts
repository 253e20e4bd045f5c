/** The one secret that campus makes up itself, kept in its state folder. */
import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CampusConfig, ServerConfig } from "./schema.ts";

/** Random part of the establishment's addresses: made once per server, then kept (docs/RULES.md §1). */
export function establishmentSecret(config: CampusConfig, server: ServerConfig): string {
  const folder = join(config.stateFolder, "secrets");
  const file = join(folder, `establishment-${server.name}`);
  if (!existsSync(file)) keepOnce(folder, file, `${randomBytes(10).toString("hex")}\n`);
  return readFileSync(file, "utf8").trim();
}

/** Written beside, then linked: the file appears whole, and the first of two processes wins. */
function keepOnce(folder: string, file: string, text: string): void {
  const temporary = `${file}.${randomBytes(6).toString("hex")}`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(temporary, text, { mode: 0o600 });
  try {
    linkSync(temporary, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}
