/** Which platform a command is about: that of the server named, or of the only one whose platform campus runs. */
import { join } from "node:path";
import type { ServerPlatform } from "#config/platform.ts";
import { type CampusConfig, platformOf, type ServerConfig } from "#config/schema.ts";
import { AppError } from "#core/errors.ts";
import type { Policy } from "#core/policy.ts";
import { say } from "#i18n/texts.ts";
import type { CliContext } from "./context.ts";
import { chooseServer, findConfigFile, openConfig } from "./find-config.ts";
import type { CommonOptions } from "./options.ts";

export interface Hosted {
  readonly config: CampusConfig;
  readonly server: ServerConfig;
  readonly platform: ServerPlatform;
  readonly policy: Policy;
}

/** `config.invalid` when that server has no platform of campus's own. */
export async function openHosted(context: CliContext, options: CommonOptions): Promise<Hosted> {
  const config = await openConfig(context, options.config);
  const server = chooseHosted(context, config, options.server);
  const platform = platformOf(config, server);
  if (platform === null) throw noPlatform(context, options);
  const { makePolicy } = await import("#config/policy.ts");
  return { config, server, platform, policy: makePolicy(server.serverName, server.policy) };
}

function noPlatform(context: CliContext, options: CommonOptions): AppError {
  const file = findConfigFile(context, options.config);
  return new AppError("config.invalid", { file, details: `  ${say(context.lang, "platform.none")}` });
}

function chooseHosted(context: CliContext, config: CampusConfig, wanted: string | undefined): ServerConfig {
  const [only, ...others] = config.servers.filter(({ platform }) => platform !== undefined);
  return wanted === undefined && only !== undefined && others.length === 0 ? only : chooseServer(context, config, wanted);
}

/** Python that has Synapse, once the launcher has installed it. */
export function pythonOf(context: CliContext): string {
  return join(context.home, ".campus/venv/bin/python");
}
