/** The Matrix server that the configuration names, and the policy of its people. */
import type { ObserveOptions } from "#adapters/matrix/database/client.ts";
import { endpoints } from "#adapters/matrix/endpoints.ts";
import { type ClientOptions, openClient } from "#adapters/matrix/http.ts";
import { type HomeserverOptions, openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import type { ServerAnswer } from "#cli/deps.ts";
import { establishmentSecret } from "#config/establishment-secret.ts";
import { observerOf } from "#config/load.ts";
import { makePolicy } from "#config/policy.ts";
import type { CampusConfig, ServerConfig } from "#config/schema.ts";
import { readSecret, readTls, secretFiles } from "#config/secrets.ts";
import { AppError } from "#core/errors.ts";
import type { RoomAlias } from "#core/ids.ts";
import { roleIn } from "#core/merge-policy.ts";
import { userIdOf } from "#core/naming.ts";
import type { Policy } from "#core/policy.ts";
import type { Homeserver } from "#engine/ports.ts";
import { asMode } from "#engine/shadow.ts";

export function policyOf(config: CampusConfig, server: ServerConfig): Policy {
  const policy = makePolicy(server.serverName, server.policy);
  const roles = Object.fromEntries(config.sources.map((source) => [source.name, roleIn(source)]));
  return { ...policy, merge: { ...policy.merge, roles }, establishmentSecret: establishmentSecret(config, server) };
}

export function openServer(config: CampusConfig, server: ServerConfig, policy: Policy): Homeserver {
  return asMode(server, openHomeserver({ ...serverOptions(config, server, policy), observe: observeOf(config, server) }));
}

export function serverOptions(config: CampusConfig, server: ServerConfig, policy: Policy): HomeserverOptions {
  const secret = secretFiles(config).find(({ file }) => file === server.tokenFile);
  if (secret === undefined) throw new AppError("config.secret-missing", { name: server.name, file: server.tokenFile });
  return {
    baseUrl: server.url,
    // Read again when it is refused: it may be replaced during a pass.
    asToken: () => readSecret(secret),
    ...tlsOf(server),
    serverName: server.serverName,
    connector: policy.identities.connector,
    agentSmith: policy.identities.agentSmith,
    provider: policy.externalIdProvider,
    roomVersion: policy.roomVersion,
  };
}

/** Whether and how Synapse's database is read. */
function observeOf(config: CampusConfig, { name, observe }: ServerConfig): ObserveOptions | null {
  if (observe.kind === "api") return null;
  const { url, fallback } = observe;
  if (url === undefined) throw noAddress(name);
  const secret = secretFiles(config).find(({ owner }) => owner === observerOf(name));
  return { url, fallback, password: secret === undefined ? null : () => readSecret(secret) };
}

/** The platform has no PostgreSQL, or runs on other machines than this one. */
function noAddress(server: string): AppError {
  return new AppError("config.invalid", { details: `  servers.${server}.observe.url: required` });
}

export async function askServer(server: ServerConfig, policy: Policy): Promise<ServerAnswer> {
  const secret = { owner: server.name, file: server.tokenFile, variable: "" };
  const asToken = readSecret(secret);
  const homeserver = openHomeserver({
    baseUrl: server.url,
    asToken,
    ...tlsOf(server),
    serverName: server.serverName,
    ...policy.identities,
  });
  try {
    const { connector, agentSmith } = policy.identities;
    const users = [connector, agentSmith].map((localpart) => userIdOf(policy, localpart));
    const accounts = await homeserver.reader.details(users);
    const version = await readVersion(server, asToken);
    const bot = userIdOf(policy, agentSmith);
    // Any question asked in his name: outside the application service's namespaces it is refused.
    if (accounts.has(bot)) await homeserver.reader.roomUnder(`#campus-speaks:${server.serverName}` as RoomAlias);
    return {
      version,
      identities: users.map((userId) => ({ userId, exists: accounts.has(userId) })),
      speaksAs: accounts.has(bot) ? bot : null,
    };
  } finally {
    await homeserver.close();
  }
}

/** What campus shows to an address that asks for a certificate. */
function tlsOf(server: ServerConfig): Pick<ClientOptions, "tls"> {
  const tls = readTls(server);
  return tls === null ? {} : { tls };
}

/** Synapse's own version. */
async function readVersion(server: ServerConfig, asToken: string): Promise<string> {
  const client = openClient({ baseUrl: server.url, asToken, ...tlsOf(server), timeoutMs: 15_000, tries: 1 });
  try {
    const { server_version: version } = await client.get(endpoints.readVersion, {});
    if (typeof version === "string") return version;
  } finally {
    client.close();
  }
  throw new AppError("matrix.not-matrix", { url: server.url, detail: "server version" });
}
