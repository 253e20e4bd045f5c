/** `campus platform reset`: a test server and what campus knows of it are erased, so that both begin anew; nothing is started. */
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { say } from "#i18n/texts.ts";
import { type CliContext, print, printJson } from "./context.ts";
import { type Hosted, openHosted } from "./hosted.ts";
import { type CommonOptions, usageError } from "./options.ts";

interface ResetOptions extends CommonOptions {
  readonly confirm?: string;
}

export function addPlatformReset(platform: Command, context: CliContext): void {
  const { lang } = context;
  platform
    .command("reset")
    .description(say(lang, "help.platform.reset"))
    .option("--config <file>", say(lang, "help.config"))
    .option("--server <name>", say(lang, "help.server"))
    .option("--confirm <name>", say(lang, "help.platform.confirm"))
    .option("--json", say(lang, "help.json"))
    .action(async (options: ResetOptions) => reset(context, await openHosted(context, options), options));
}

async function reset(context: CliContext, hosted: Hosted, options: ResetOptions): Promise<void> {
  const { config, server, platform } = hosted;
  const { name } = server;
  if (platform.profile === "production") throw usageError(context, "reset.production", { server: name });
  if (platform.target === "systemd") throw usageError(context, "reset.elsewhere", { server: name });
  const typed = options.confirm ?? (await ask(context, hosted));
  if (typed !== name) throw usageError(context, "reset.confirm", { server: name });
  const { forgetServer } = await context.deps();
  // First, since a pass that runs holds the lock, and the memory may lie in the platform's own database.
  await forgetServer(config, server);
  const { erasePlatform } = await import("#hosting/erase-platform.ts");
  const { folder, wasRunning } = await erasePlatform(platform.stateFolder);
  if (options.json) printJson(context, { server: name, folder, wasRunning });
  else print(context, "reset.done", { server: name, folder });
}

/** null where nobody can answer. */
async function ask(context: CliContext, { server, platform }: Hosted): Promise<string | null> {
  if (process.stdin.isTTY !== true) return null;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const question = say(context.lang, "reset.question", { server: server.name, folder: platform.stateFolder });
    return (await terminal.question(`${question} `, { signal: context.signal })).trim();
  } finally {
    terminal.close();
  }
}
