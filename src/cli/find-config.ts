/** Which configuration file a command uses, and reading it. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CampusConfig, ServerConfig } from "#config/schema.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, tell } from "./context.ts";
import { usageError } from "./options.ts";

/** Configuration written by the demonstration, under the product's own state folder. */
export function demoConfigFile(home: string): string {
  return join(home, ".campus/demo/campus.yaml");
}

/** `--config`, else `CAMPUS_CONFIG_FILE`, else `./campus.yaml`, else the demonstration's. */
export function findConfigFile(context: CliContext, wanted: string | undefined): string {
  const named = wanted ?? context.environment.configFile;
  if (named !== undefined) return resolve(context.folder, named);
  const here = join(context.folder, "campus.yaml");
  const demo = demoConfigFile(context.home);
  return !existsSync(here) && existsSync(demo) ? demo : here;
}

/** The server a command speaks of: the one named, or the only one. */
export function chooseServer(context: CliContext, config: CampusConfig, wanted: string | undefined): ServerConfig {
  const found =
    wanted === undefined && config.servers.length === 1 ? config.servers[0] : config.servers.find(({ name }) => name === wanted);
  if (found === undefined) throw usageError(context, "usage.server", { names: config.servers.map(({ name }) => name).join(", ") });
  return found;
}

/** Reads the configuration and warns about secrets that everybody may read. */
export async function openConfig(context: CliContext, wanted: string | undefined): Promise<CampusConfig> {
  const { loadConfig } = await import("#config/load.ts");
  const { isWorldReadable, secretFiles } = await import("#config/secrets.ts");
  const file = findConfigFile(context, wanted);
  const { withHostedAddresses } = await import("./hosted-address.ts");
  const config = withHostedAddresses(loadConfig({ file, secrets: context.environment.secrets, language: context.lang }));
  for (const secret of secretFiles(config)) {
    if (isWorldReadable(secret.file)) tell(context, say(context.lang, "warning.readable", { file: secret.file }));
  }
  return config;
}
