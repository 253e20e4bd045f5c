/** `campus codes`: codes of the directory, counted, with what the site's rules make of each. */
import type { Command } from "commander";
import { say, type TextKey } from "#i18n/texts.ts";
import { type CliContext, print, printJson, printLine } from "./context.ts";
import { addPassOptions, type CommonOptions } from "./options.ts";
import { withPass } from "./pass.ts";
import { oneLine } from "./terminal.ts";

export function addCodes(program: Command, context: CliContext): void {
  const command = program.command("codes").description(say(context.lang, "help.codes"));
  addPassOptions(command, context).action((options: CommonOptions) => codes(context, options));
}

async function codes(context: CliContext, options: CommonOptions): Promise<void> {
  const { readSources } = await import("#engine/read-directory.ts");
  const { codesMet } = await import("#core/codes.ts");
  const met = await withPass(context, options, async (deps) => codesMet((await readSources(deps)).readings, deps.policy));
  const unused = met.filter(({ gives }) => gives === null).length;
  if (options.json) return printJson(context, { unused, codes: met });
  for (const table of new Set(met.map((one) => one.table))) {
    printLine(context, say(context.lang, `codes.${table}` as TextKey));
    for (const { code, count, gives } of met.filter((one) => one.table === table)) {
      const what = gives === null ? say(context.lang, "codes.unused") : say(context.lang, `codes.gives.${gives}` as TextKey);
      printLine(context, `  ${oneLine(code === "" ? "—" : code)}  ${count}  ${what}`);
    }
  }
  print(context, "codes.summary", { unused });
}
