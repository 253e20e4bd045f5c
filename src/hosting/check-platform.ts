/** Gathers the facts about a platform that campus hosts, and has them examined. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "#core/finding.ts";
import { examinePlatform, type PlatformFacts, type SecretFact, type ServerFacts } from "#platform/checks.ts";
import { type ServerPlatform, secretNames } from "#platform/site.ts";
import { type Layout, layoutOf, placesIn } from "./layout.ts";
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
  const conf = placesIn(layout).synapse.conf;
  const own = [secretNames.macaroon, secretNames.form, secretNames.asToken, ...(isBootstrapped(layout) ? [] : [secretNames.registration])];
  const named = [join(conf, "signing.key"), ...registrations(conf), ...own.map((name) => join(layout.secrets, name))];
  const present = readdirSync(layout.secrets).map((name) => join(layout.secrets, name));
  return [layout.root, layout.secrets, layout.conf, ...new Set([...named, ...present])].map(secretFact);
}

/** Files that hold a token of the application service. */
function registrations(conf: string): readonly string[] {
  const found = readdirSync(conf).filter((name) => /^appservice-.*\.yaml$/.test(name));
  return (found.length === 0 ? ["appservice-a.yaml"] : found).map((name) => join(conf, name));
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
