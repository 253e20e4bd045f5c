/** `campus config check | reference | observe-sql`: is the file right, what may be written in it, what Synapse's database must be given. */
import type { Command } from "commander";
import { say } from "#i18n/texts.ts";
import { type CliContext, print, printJson } from "./context.ts";
import { findConfigFile, openConfig } from "./find-config.ts";
import { usageError } from "./options.ts";

export function addConfig(program: Command, context: CliContext): void {
  const { lang } = context;
  const config = program.command("config").description(say(lang, "help.config.command"));
  config
    .command("check")
    .description(say(lang, "help.config.check"))
    .option("--config <file>", say(lang, "help.config"))
    .action(async (options: { config?: string }) => {
      await openConfig(context, options.config);
      print(context, "config.good", { file: findConfigFile(context, options.config) });
    });
  config
    .command("reference")
    .description(say(lang, "help.config.reference"))
    .option("--json", say(lang, "help.json"))
    .option("--markdown", say(lang, "help.config.markdown"))
    .option("--sample", say(lang, "help.config.sample"))
    .action((options: { json?: boolean; sample?: boolean }) => printReference(context, options));
  config
    .command("observe-sql")
    .description(say(lang, "help.config.observe"))
    .option("--database <name>", say(lang, "help.config.database"), "synapse")
    .action((options: { database: string }) => printObserveSql(context, options));
}

/** For a Synapse that campus doesn't render; `campus platform render` writes its own. */
async function printObserveSql(context: CliContext, { database }: { readonly database: string }): Promise<void> {
  if (!/^[A-Za-z0-9_-]{1,63}$/.test(database)) throw usageError(context, "usage.database", { text: database });
  const { standaloneObserveSql } = await import("#platform/postgres/standalone-observe.ts");
  context.out.write(standaloneObserveSql(database));
}

async function printReference(context: CliContext, options: { json?: boolean; sample?: boolean }): Promise<void> {
  const { configJsonSchema, configMarkdown } = await import("#config/reference.ts");
  if (options.json) return printJson(context, configJsonSchema());
  const { configSample } = await import("#config/sample.ts");
  context.out.write(options.sample ? configSample() : configMarkdown());
}
