/** `campus undo RUN`: takes back what a run did and is still so; what a guard holds waits unless `--approve-as` releases it. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { PassReport } from "#engine/report.ts";
import { kindHeading, type Names } from "#i18n/sentences.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, print, printJson, printLine } from "./context.ts";
import { namesOf } from "./names.ts";
import { addApprovalOptions, addPassOptions } from "./options.ts";
import { approvalIn, exitCodeOf, type PassOptions, printReport, reportJson, withPass } from "./pass.ts";
import { planJson, printExamples, printHeld, printProblems } from "./print-plan.ts";
import { oneLine } from "./terminal.ts";

interface UndoOptions extends PassOptions {
  readonly reason: string;
  readonly plan?: boolean;
  readonly out?: string;
}

export function addUndo(program: Command, context: CliContext): void {
  const { lang } = context;
  const command = program.command("undo").description(say(lang, "help.undo")).argument("<run>", say(lang, "help.undo.run"));
  addApprovalOptions(addPassOptions(command, context), context)
    .requiredOption("--reason <text>", say(lang, "help.undo.reason"))
    .option("--plan", say(lang, "help.undo.plan"))
    .option("--out <file>", say(lang, "help.undo.out"))
    .action((run: string, options: UndoOptions) => undo(context, run, options));
}

async function undo(context: CliContext, run: string, options: UndoOptions): Promise<void> {
  const { undoRun } = await import("#engine/undo.ts");
  const approve = approvalIn(context, options);
  const planOnly = options.plan ?? false;
  const { report, names } = await withPass(context, options, async (deps) => {
    const report = await undoRun(deps, { run, by: context.user, why: options.reason, approve, planOnly });
    return { report, names: namesOf(context.lang, await deps.store.loadLedger(deps.server, deps.clock.today()), report.plan.plan) };
  });
  context.exitCode = exitCodeOf(report);
  const json = planJson(context.lang, report);
  const file = options.out === undefined ? null : resolve(context.folder, options.out);
  if (file !== null) writeFileSync(file, `${JSON.stringify(json, null, 2)}\n`, { mode: 0o600 });
  if (options.json) return printJson(context, { ...reportJson(report), ...json });
  printUndo(context, report, names);
  if (file !== null) print(context, "plan.written", { file });
}

function printUndo(context: CliContext, report: PassReport, names: Names): void {
  const { plan, id } = report.plan;
  const { run = "", why = "" } = plan.undoing ?? {};
  print(context, "undo.title", { run, server: plan.server, why: oneLine(why) });
  if (plan.changes.length === 0) print(context, "undo.none", { run });
  else print(context, "undo.counts", { count: plan.changes.length });
  for (const [kind, count] of Object.entries(report.counts) as [keyof typeof report.counts, number][])
    printLine(context, `  ${say(context.lang, "plan.line", { count, label: kindHeading(context.lang, kind, count) })}`);
  if (report.converged === null && report.error === null) {
    printHeld(context, plan);
    printExamples(context, plan, 2, names);
    if (report.held > 0) print(context, "undo.approve", { plan: id });
  } else if (plan.changes.length > 0) printReport(context, report, names);
  printProblems(context, plan);
  if (plan.problems.length > 0) print(context, "undo.left", { count: plan.problems.length });
  if (report.applied > 0 && plan.undoing?.again) print(context, "undo.holds");
}
