/** `campus runs`: the history of passes; `campus runs show ID`: what one of them was for, found, did and cost. */
import type { Command } from "commander";
import { AppError } from "#core/errors.ts";
import { passPhases } from "#core/run-details.ts";
import type { Run, RunStatus, Trigger } from "#engine/ports.ts";
import { errorText, kindHeading } from "#i18n/sentences.ts";
import { say } from "#i18n/texts.ts";
import type { Lang } from "#i18n/words.ts";
import { type CliContext, print, printJson, printLine } from "./context.ts";
import { addPassOptions, type CommonOptions, wholeNumber } from "./options.ts";
import { withPass } from "./pass.ts";
import { oneLine, table } from "./terminal.ts";

interface RunsOptions extends CommonOptions {
  readonly last?: string;
}

/** Shown unless told otherwise; and looked at for one. */
const defaultLast = 20;
const mostRuns = 10_000;

export function addRuns(program: Command, context: CliContext): void {
  const { lang } = context;
  const command = addPassOptions(program.command("runs").description(say(lang, "help.runs")), context)
    .option("--last <count>", say(lang, "help.runs.last"), String(defaultLast))
    .action((options: RunsOptions) => list(context, options));
  const show = command.command("show").description(say(lang, "help.runs.show")).argument("<run>", say(lang, "help.runs.run"));
  addPassOptions(show, context).action((id: string, _own: CommonOptions, one: Command) => showRun(context, id, one.optsWithGlobals()));
}

async function list(context: CliContext, options: RunsOptions): Promise<void> {
  const count = wholeNumber(context, "--last", options.last ?? String(defaultLast), [1, mostRuns]);
  const runs = await withPass(context, options, ({ store, server }) => store.runs(server, count));
  if (options.json) return printJson(context, { runs });
  const { lang } = context;
  if (runs.length === 0) return print(context, "runs.none");
  const titles = ["run", "start", "trigger", "part", "status", "changes", "requests", "seconds"] as const;
  printLine(context, table([titles.map((title) => say(lang, `runs.${title}`)), ...runs.map((run) => rowOf(lang, run))]));
}

function rowOf(lang: Lang, run: Run): string[] {
  const { id, startedAt, trigger, scope, status, figures } = run;
  const figure = (name: string) => (figures[name] === undefined ? "" : String(figures[name]));
  const part = say(lang, scope === null ? "runs.whole" : "runs.partial");
  return [
    id,
    startedAt,
    triggerText(lang, trigger),
    part,
    statusText(lang, status),
    figure("applied"),
    figure("requests"),
    figure("seconds"),
  ];
}

async function showRun(context: CliContext, id: string, options: CommonOptions): Promise<void> {
  const run = await withPass(context, options, async ({ store, server }) =>
    (await store.runs(server, mostRuns)).find((one) => one.id === id),
  );
  if (run === undefined) throw new AppError("run.unknown", { run: id });
  if (options.json) return printJson(context, run);
  const { lang } = context;
  const { startedAt, endedAt, by, details, figures } = run;
  print(context, "runs.title", { run: id, status: statusText(lang, run.status) });
  print(context, "runs.begun", { at: startedAt, by: oneLine(by), trigger: triggerText(lang, run.trigger) });
  if (run.undoes !== null) print(context, "runs.undoes", { run: run.undoes });
  if (endedAt !== null) print(context, "runs.ended", { at: endedAt, seconds: figures.seconds ?? "" });
  printScope(context, run);
  const phases = passPhases.filter((phase) => details.seconds[phase] !== undefined);
  const rows = phases.map((phase) => [
    say(lang, `runs.phase.${phase}`),
    String(details.seconds[phase] ?? ""),
    String(details.requests[phase] ?? ""),
  ]);
  if (rows.length > 0) printLine(context, table([["", say(lang, "runs.seconds"), say(lang, "runs.requests")], ...rows]));
  printCounts(context, run);
  if (run.error !== null) printLine(context, errorText(lang, run.error).what);
}

function printScope(context: CliContext, { scope }: Run): void {
  if (scope === null) return;
  const names = [...scope.people, ...scope.structures, ...scope.kinds].map(oneLine).join(", ");
  print(context, "runs.only", { names });
}

function printCounts(context: CliContext, { details, figures }: Run): void {
  const { lang } = context;
  const { applied, held, failed, skipped } = figures;
  if (applied !== undefined) print(context, "runs.figures", { applied, held: held || "", failed: failed || "", skipped: skipped || "" });
  for (const [kind, count] of Object.entries(details.changes) as [keyof typeof details.changes, number][]) {
    printLine(context, `  ${say(lang, "plan.line", { count, label: kindHeading(lang, kind, count) })}`);
  }
  const problems = Object.entries(details.problems);
  if (problems.length > 0) print(context, "runs.problems", { list: problems.map(([code, count]) => `${code} ${count}`).join(", ") });
}

export function statusText(lang: Lang, status: RunStatus): string {
  return say(lang, `runs.status.${status}`);
}

export function triggerText(lang: Lang, trigger: Trigger): string {
  return say(lang, `runs.trigger.${trigger}`);
}
