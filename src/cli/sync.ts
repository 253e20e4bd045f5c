/** `campus sync`: a pass over everything or a part; what a guard holds waits unless `--approve-as` releases it. */
import type { Command } from "commander";
import { say } from "#i18n/texts.ts";
import { type CliContext, printJson } from "./context.ts";
import { addApprovalOptions, addPassOptions, addScopeOptions, type ScopeOptions, scopeOption } from "./options.ts";
import { approvalIn, exitCodeOf, nameReport, type PassOptions, printReport, reportJson, withPass } from "./pass.ts";

export function addSync(program: Command, context: CliContext): void {
  const { lang } = context;
  const command = addPassOptions(program.command("sync").description(say(lang, "help.sync")), context);
  addApprovalOptions(addScopeOptions(command, context), context).action((options: PassOptions & ScopeOptions) => sync(context, options));
}

async function sync(context: CliContext, options: PassOptions & ScopeOptions): Promise<void> {
  const { syncPass } = await import("#engine/sync.ts");
  const approve = approvalIn(context, options);
  const scope = scopeOption(context, options);
  const { report, names } = await withPass(context, options, async (deps) =>
    nameReport(context, deps, await syncPass(deps, { by: context.user, approve, scope })),
  );
  context.exitCode = exitCodeOf(report);
  if (options.json) printJson(context, reportJson(report));
  else printReport(context, report, names);
}
