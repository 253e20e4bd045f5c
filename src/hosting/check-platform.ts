/** Gathers the facts about a platform that campus hosts, and has them examined. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "#core/finding.ts";
import { type Absence, examinePlatform, type PlatformFacts, type SecretFact, type ServerFacts } from "#platform/checks.ts";
import { hasReverseProxy, localAppServiceAddress } from "#platform/resolve.ts";
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
  const found = (existsSync(conf) ? readdirSync(conf) : []).filter((name) => /^appservice-.*\.yaml$/.test(name));
  return (found.length === 0 ? ["appservice-a.yaml"] : found).map((name) => join(conf, name));
}

/** Synapse's main process is asked, not the reverse proxy: what it would let people do must not depend on what stands in front of it. */
async function serverFacts(platform: ServerPlatform, layout: Layout): Promise<ServerFacts | Absence> {
  if (platform.target === "systemd") return "elsewhere";
  const record = readRecord(layout);
  const asToken = readIfThere(join(layout.secrets, "as-token"))?.trim();
  if (asToken === undefined) return "new";
  if (record === null) return "stopped";
  const port = record.processes.find(({ name }) => name === "synapse")?.port;
  const baseUrl = port === undefined ? record.baseUrl : `http://127.0.0.1:${port}`;
  const forwardedFor = hasReverseProxy(platform) ? localAppServiceAddress : undefined;
  return (await probeServer({ baseUrl, asToken, ...(forwardedFor === undefined ? {} : { forwardedFor }) })) ?? "silent";
}

/** Findings about a platform, running or not; `managedRooms` come from the ledger when there is one. */
export async function checkPlatform(
  platform: ServerPlatform,
  roomVersion: string,
  managedRooms: PlatformFacts["managedRooms"] = [],
): Promise<readonly Finding[]> {
  const layout = layoutOf(platform.stateFolder);
  const isStarted = statSync(layout.secrets, { throwIfNoEntry: false }) !== undefined;
  return examinePlatform({
    serverName: platform.serverName,
    profile: platform.profile,
    renderedVersion: platform.synapse.version,
    roomVersion,
    secrets: isStarted && platform.target === "local" ? secretFacts(layout) : [],
    server: await serverFacts(platform, layout),
    isFederationClosed: platform.federation === "closed",
    areCallsOff: platform.features.calls === "off",
    managedRooms,
  });
}
