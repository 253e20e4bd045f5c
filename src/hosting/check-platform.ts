/** Gathers the facts about a platform that campus hosts, and has them examined. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "#core/finding.ts";
import { examinePlatform, type PlatformFacts, type SecretFact, type ServerFacts } from "#platform/checks.ts";
import type { ServerPlatform } from "#platform/render-local.ts";
import { type Layout, layoutOf, pathsIn } from "./layout.ts";
import { readIfThere } from "./private-files.ts";
import { probeServer } from "./probe-server.ts";
import { readRecord } from "./running-record.ts";
import { isBootstrapped } from "./secrets.ts";

/** Permission bits of a file or folder, null when it doesn't exist. */
export function secretFact(path: string): SecretFact {
  const stat = statSync(path, { throwIfNoEntry: false });
  return { path, kind: stat?.isDirectory() === true ? "folder" : "file", mode: stat === undefined ? null : stat.mode & 0o777 };
}

function secretFacts(layout: Layout): readonly SecretFact[] {
  const { registration, signingKey, macaroonSecret, formSecret, registrationSecret } = pathsIn(layout, isBootstrapped(layout));
  const named = [registration, signingKey, macaroonSecret, formSecret, registrationSecret].filter((path) => path !== null);
  const present = readdirSync(layout.secrets).map((name) => join(layout.secrets, name));
  return [layout.root, layout.secrets, layout.conf, ...new Set([...named, ...present])].map(secretFact);
}

async function serverFacts(layout: Layout): Promise<ServerFacts | null> {
  const record = readRecord(layout);
  const asToken = readIfThere(join(layout.secrets, "as-token"))?.trim();
  return record === null || asToken === undefined ? null : probeServer({ baseUrl: record.baseUrl, asToken });
}

/** Findings about a local platform, running or not; `managedRooms` come from the ledger when there is one. */
export async function checkPlatform(
  platform: ServerPlatform,
  roomVersion: string,
  managedRooms: PlatformFacts["managedRooms"] = [],
): Promise<readonly Finding[]> {
  const layout = layoutOf(platform.stateFolder);
  const there = statSync(layout.secrets, { throwIfNoEntry: false }) !== undefined;
  return examinePlatform({
    serverName: platform.serverName,
    profile: platform.profile,
    renderedVersion: platform.synapse.version,
    roomVersion,
    secrets: there ? secretFacts(layout) : [secretFact(layout.secrets)],
    server: there ? await serverFacts(layout) : null,
    managedRooms,
  });
}
