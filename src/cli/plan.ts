/** `campus plan`: what a pass would do, with the reason of every change; writes nothing on the server. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { say } from "#i18n/texts.ts";
import { type CliContext, exit, print, printJson } from "./context.ts";
import { namesOf } from "./names.ts";
import { addPassOptions, addScopeOptions, type CommonOptions, type ScopeOptions, scopeOption } from "./options.ts";
import { withPass } from "./pass.ts";
import { planJson, printCounts, printExamples, printHeld, printPause, printProblems, printSources } from "./print-plan.ts";

interface PlanOptions extends CommonOptions, ScopeOptions {
  readonly out?: string;
  readonly try?: string;
}

export function addPlan(program: Command, context: CliContext): void {
  const { lang } = context;
  addScopeOptions(addPassOptions(program.command("plan").description(say(lang, "help.plan")), context), context)
    .option("--out <file>", say(lang, "help.plan.out"))
    .option("--try <file>", say(lang, "help.plan.try"))
    .action((options: PlanOptions) => plan(context, options));
}

async function plan(context: CliContext, options: PlanOptions): Promise<void> {
  if (options.try !== undefined) {
    const { tryPlan } = await import("./plan-trial.ts");
    return tryPlan(context, { ...options, try: options.try });
  }
  const { planPass } = await import("#engine/plan-pass.ts");
  const scope = scopeOption(context, options);
  const { report, names } = await withPass(context, options, async (deps) => {
    const report = await planPass(deps, { by: context.user, scope });
    const { plan } = report.plan;
    return { report, names: namesOf(context.lang, await deps.store.loadLedger(plan.server, plan.today), plan) };
  });
  const json = planJson(context.lang, report);
  const file = options.out === undefined ? null : resolve(context.folder, options.out);
  if (file !== null) writeFileSync(file, `${JSON.stringify(json, null, 2)}\n`, { mode: 0o600 });
  context.exitCode = report.held > 0 ? exit.held : report.changes > 0 ? exit.pending : exit.done;
  if (options.json) return printJson(context, json);
  printCounts(context, report);
  printSources(context, report);
  printPause(context, report.plan.plan);
  printHeld(context, report.plan.plan);
  printExamples(context, report.plan.plan, 2, names);
  printProblems(context, report.plan.plan);
  if (file !== null) print(context, "plan.written", { file });
  if (report.held > 0) print(context, "plan.approve");
}
