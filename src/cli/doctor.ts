/** `campus doctor`: looks at everything a pass needs, one finding each, with what to do. */
import type { Command } from "commander";
import { say } from "#i18n/texts.ts";
import type { CliContext } from "./context.ts";
import type { DoctorOptions } from "./examine.ts";
import { printFindings } from "./finding.ts";

export function addDoctor(program: Command, context: CliContext): void {
  const { lang } = context;
  program
    .command("doctor")
    .description(say(lang, "help.doctor"))
    .option("--config <file>", say(lang, "help.config"))
    .option("--server <name>", say(lang, "help.server"))
    .option("--deep", say(lang, "help.deep"))
    .option("--json", say(lang, "help.json"))
    .action((options: DoctorOptions) => doctor(context, options));
}

async function doctor(context: CliContext, options: DoctorOptions): Promise<void> {
  const { examine } = await import("./examine.ts");
  printFindings(context, await examine(context, options), options.json ?? false);
}
