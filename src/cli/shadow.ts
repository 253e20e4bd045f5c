/** `campus shadow`: what the passes of a server would have changed, one after another, while nothing was written. */
import type { Command } from "commander";
import type { ChangeKind } from "#core/change.ts";
import { kindHeading } from "#i18n/sentences.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, print, printJson, printLine } from "./context.ts";
import { addPassOptions, type CommonOptions } from "./options.ts";
import { withPass } from "./pass.ts";

export function addShadow(program: Command, context: CliContext): void {
  const command = program.command("shadow").description(say(context.lang, "help.shadow"));
  addPassOptions(command, context).action((options: CommonOptions) => shadow(context, options));
}

async function shadow(context: CliContext, options: CommonOptions): Promise<void> {
  const { shadowReport } = await import("#engine/shadow.ts");
  const { passes, mode } = await withPass(context, options, async (deps) => ({
    passes: await shadowReport(deps),
    mode: deps.shadow === true ? "shadow" : "active",
  }));
  if (options.json) return printJson(context, { mode, passes });
  print(context, mode === "shadow" ? "shadow.on" : "shadow.off");
  for (const { day, changes } of passes) {
    const kinds = Object.entries(changes) as [ChangeKind, number][];
    const what = kinds.map(([kind, count]) => `${count} ${kindHeading(context.lang, kind, count)}`).join(", ");
    printLine(context, `  ${day}  ${what === "" ? say(context.lang, "shadow.nothing") : what}`);
  }
}
