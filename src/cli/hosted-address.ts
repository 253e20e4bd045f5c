/** Where campus reaches a platform that it runs itself on this machine: nobody has to copy an address or a token. */
import { join } from "node:path";
import { makePolicy } from "#config/policy.ts";
import { type CampusConfig, platformOf, type ServerConfig } from "#config/schema.ts";
import { layoutOf, placesIn } from "#hosting/layout.ts";
import { readPorts } from "#hosting/ports.ts";
import { isBootstrapped } from "#hosting/secrets.ts";
import { hostedObserve } from "#platform/postgres/hosted-observe.ts";
import { resolveSite } from "#platform/resolve.ts";
import { secretNames } from "#platform/site.ts";

/** Addresses and tokens that the file leaves out, filled in from the platform's own folder; port 0 before its first start. */
export function withHostedAddresses(config: CampusConfig): CampusConfig {
  return { ...config, servers: config.servers.map((server) => complete(config, server)) };
}

function complete(config: CampusConfig, server: ServerConfig): ServerConfig {
  const platform = platformOf(config, server);
  if (platform === null || platform.target !== "local" || isComplete(server)) return server;
  const { name, serverName, language } = platform;
  const layout = layoutOf(platform.stateFolder);
  const { identities } = makePolicy(serverName, server.policy);
  const where = { ports: readPorts(layout), places: placesIn(layout), isBootstrapped: isBootstrapped(layout) };
  const site = resolveSite({ name, serverName, language, identities, description: platform, ...where });
  return {
    ...server,
    url: server.url || site.internalUrl,
    tokenFile: server.tokenFile || join(layout.secrets, secretNames.asToken),
    observe: isWritten(server.observe) ? server.observe : hostedObserve(site, server.observe),
  };
}

function isComplete({ url, tokenFile, observe }: ServerConfig): boolean {
  return url !== "" && tokenFile !== "" && isWritten(observe);
}

function isWritten(observe: ServerConfig["observe"]): boolean {
  return observe.kind === "api" || observe.url !== undefined;
}
