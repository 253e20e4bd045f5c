/** `campus doctor`: looks at everything a pass needs, one finding each, with what to do. */
import type { Command } from "commander";
import { say } from "#i18n/texts.ts";
import { type CliContext, exit, print, printJson, printLine } from "./context.ts";
import type { CommonOptions } from "./options.ts";
import { oneLine } from "./terminal.ts";

export function addDoctor(program: Command, context: CliContext): void {
  const { lang } = context;
  program
    .command("doctor")
    .description(say(lang, "help.doctor"))
    .option("--config <file>", say(lang, "help.config"))
    .option("--server <name>", say(lang, "help.server"))
    .option("--json", say(lang, "help.json"))
    .action((options: CommonOptions) => doctor(context, options));
}

async function doctor(context: CliContext, options: CommonOptions): Promise<void> {
  const { examine } = await import("./examine.ts");
  const findings = await examine(context, options);
  const errors = findings.filter(({ severity }) => severity === "error").length;
  context.exitCode = errors > 0 ? exit.error : exit.done;
  if (options.json) return printJson(context, { findings });
  const marks = { ok: "✔", info: "·", warning: "!", error: "✘" } as const;
  for (const { severity, text, remedy } of findings) {
    printLine(context, `${marks[severity]} ${oneLine(text)}`);
    if (remedy !== "") printLine(context, `    ${oneLine(say(context.lang, "doctor.remedy", { text: remedy }))}`);
  }
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  if (errors + warnings > 0) print(context, "doctor.errors", { count: errors, warnings });
  else print(context, "doctor.good", { count: findings.length });
}
