/** What plan, apply, sync and the demonstration share: one session, one pass, its report and its exit code. */
import type { CampusConfig, ServerConfig } from "#config/schema.ts";
import type { Day } from "#core/ids.ts";
import type { PassDeps } from "#engine/deps.ts";
import type { PassReport, PassStatus } from "#engine/report.ts";
import { changeSentence, errorText } from "#i18n/sentences.ts";
import { type CliContext, exit, print, printLine } from "./context.ts";
import { chooseServer, openConfig } from "./find-config.ts";
import { type CommonOptions, dayOption, usageError } from "./options.ts";
import { printHeld } from "./print-plan.ts";
import { showProgress } from "./progress.ts";
import { reportError } from "./report-error.ts";
import { oneLine } from "./terminal.ts";

export interface PassOptions extends CommonOptions {
  readonly approveAs?: string;
  readonly comment?: string;
}

const failuresShown = 10;

/** Opens the server named by the options, does the work, closes everything. */
export async function withPass<T>(context: CliContext, options: CommonOptions, work: (deps: PassDeps) => Promise<T>): Promise<T> {
  const today = dayOption(context, options.today) ?? null;
  const config = await openConfig(context, options.config);
  return withServer(context, { config, server: chooseServer(context, config, options.server), today }, work);
}

export interface PassTarget {
  readonly config: CampusConfig;
  readonly server: ServerConfig;
  readonly today: Day | null;
}

export async function withServer<T>(context: CliContext, target: PassTarget, work: (deps: PassDeps) => Promise<T>): Promise<T> {
  const { config, server, today } = target;
  const deps = await context.deps();
  const view = showProgress(context);
  const session = await deps.openSession(config, server, { lang: config.language, watch: view.watch, today, signal: context.signal });
  try {
    return await work(session.deps);
  } finally {
    view.end();
    await session.close();
  }
}

/** Who approves, when the options say so (docs/RULES.md §7: a name and a comment). */
export function approvalIn(context: CliContext, { approveAs, comment = "" }: PassOptions): { label: string; comment: string } | null {
  if (approveAs === undefined) return null;
  if (approveAs.trim() === "") throw usageError(context, "usage.missingValue", { value: "--approve-as" });
  return { label: approveAs.trim(), comment };
}

const codes: Readonly<Record<PassStatus, number>> = {
  done: exit.done,
  pending: exit.pending,
  held: exit.held,
  interrupted: exit.interrupted,
  failed: exit.error,
};

export function exitCodeOf(report: PassReport): number {
  return codes[report.status];
}

/** What came of a pass, in lines. */
export function printReport(context: CliContext, report: PassReport): void {
  const { applied, requests, seconds, held, failed, skipped, plan } = report;
  if (plan.plan.changes.length === 0) print(context, "run.nothing");
  else print(context, "run.done", { applied, requests, seconds: Math.round(seconds * 10) / 10 });
  if (failed > 0) printFailures(context, report);
  if (skipped > 0) print(context, "run.skipped", { skipped });
  if (held > 0) {
    printHeld(context, plan.plan);
    print(context, "plan.approve");
  }
  if (report.error !== null) reportError(context, report.error);
}

function printFailures(context: CliContext, { failed, failures, plan }: PassReport): void {
  print(context, "run.failed", { failed });
  const changes = new Map(plan.plan.changes.map((change) => [change.key, change]));
  for (const { key, refusal } of failures.slice(0, failuresShown)) {
    const change = changes.get(key);
    const what = change === undefined ? key : changeSentence(context.lang, change);
    const why = refusal === null ? "" : ` — ${errorText(context.lang, { code: refusal.code, params: { text: refusal.text } }).what}`;
    printLine(context, `  ${oneLine(what + why)}`);
  }
}

/** The stable JSON shape of a pass. */
export function reportJson(report: PassReport) {
  const { runId, status, people, structures, applied, failed, skipped, held, requests, seconds, converged, failures } = report;
  return {
    server: report.plan.plan.server,
    today: report.plan.plan.today,
    runId,
    planId: report.plan.id,
    status,
    people,
    structures,
    changes: report.counts,
    changesTotal: report.plan.plan.changes.length,
    applied,
    failed,
    skipped,
    held,
    requests,
    seconds,
    converged,
    failures,
    error: report.error === null ? null : { code: report.error.code, params: report.error.params },
  };
}
