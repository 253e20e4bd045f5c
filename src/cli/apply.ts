/** `campus apply FILE`: carries out a saved plan and nothing that was not in it. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { AppError } from "#core/errors.ts";
import type { PlanFile } from "#engine/apply-file.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, printJson } from "./context.ts";
import { addApprovalOptions, addPassOptions } from "./options.ts";
import { approvalIn, exitCodeOf, nameReport, type PassOptions, printReport, reportJson, withPass } from "./pass.ts";

export function addApply(program: Command, context: CliContext): void {
  const { lang } = context;
  const command = program.command("apply").description(say(lang, "help.apply")).argument("<file>", say(lang, "help.apply.file"));
  addApprovalOptions(addPassOptions(command, context), context).action((path: string, options: PassOptions) =>
    apply(context, path, options),
  );
}

async function apply(context: CliContext, path: string, options: PassOptions): Promise<void> {
  const file = readPlanFile(resolve(context.folder, path));
  refuseTrial(file.planId);
  const { applyFile } = await import("#engine/apply-file.ts");
  const approve = approvalIn(context, options);
  const { report, names } = await withPass(context, options, async (deps) =>
    nameReport(context, deps, await applyFile(deps, { file, by: context.user, approve })),
  );
  context.exitCode = exitCodeOf(report);
  if (options.json) printJson(context, reportJson(report));
  else printReport(context, report, names);
}

/** Of a trial there is nothing to apply: it was never saved. */
function refuseTrial(planId: string): void {
  if (planId === "trial") throw new AppError("plan.trial");
}

/** Only the plan's id and digest count: whatever else the file says is for people (docs/RULES.md §12). */
function readPlanFile(path: string): PlanFile {
  try {
    const read = JSON.parse(readFileSync(path, "utf8")) as Partial<PlanFile>;
    if (typeof read.planId === "string" && typeof read.sha256 === "string") return { planId: read.planId, sha256: read.sha256 };
  } catch (error) {
    throw new AppError("plan.unknown", { plan: path }, error);
  }
  throw new AppError("plan.unknown", { plan: path });
}
