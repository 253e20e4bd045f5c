/** Apereo CAS for the check against the real one: which files, where they lie, what they must be. */
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

const folder = join(import.meta.dirname, "../../.campus/apereo");

export const apereo = {
  folder,
  artifact: "org.apereo.cas:cas-server-webapp-tomcat:6.6.12:war",
  war: join(folder, "cas-server-webapp-tomcat-6.6.12.war"),
  sha256: "208a2692a72b3194982e16d9ba3b29449d2a52f110cde1005b167ccb73827f00",
  /** The archive unpacked. */
  app: join(folder, "app"),
} as const;

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** What is missing to run it, in one sentence; null: nothing. */
export function missingApereo(): string | null {
  if (!existsSync(join(apereo.app, "WEB-INF/lib"))) return "Apereo CAS is not here: run `node test/apereo/fetch.ts` first";
  return existsSync("/usr/bin/java") ? null : "no Java: install a JRE of version 17 or newer";
}
