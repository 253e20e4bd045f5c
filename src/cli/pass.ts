/** What plan, apply, sync and the demonstration share: one session, one pass, its report and its exit code. */
import type { CampusConfig, ServerConfig } from "#config/schema.ts";
import type { Day } from "#core/ids.ts";
import type { PassDeps } from "#engine/deps.ts";
import type { PassReport, PassStatus } from "#engine/report.ts";
import { changeSentence, errorText, type Names } from "#i18n/sentences.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, exit, print, printLine, tell } from "./context.ts";
import { chooseServer, openConfig } from "./find-config.ts";
import { namesOf } from "./names.ts";
import { type CommonOptions, dayOption, usageError } from "./options.ts";
import { printHeld, printPause, printSources } from "./print-plan.ts";
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
  const stopping = (): void => {
    view.end();
    tell(context, say(context.lang, "run.stopping"));
  };
  context.signal.addEventListener("abort", stopping, { once: true });
  try {
    return await work(session.deps);
  } finally {
    context.signal.removeEventListener("abort", stopping);
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

/** A report with the names its failures need: campus remembers them, and the store is open now. */
export async function nameReport(context: CliContext, deps: PassDeps, report: PassReport): Promise<{ report: PassReport; names: Names }> {
  const rooms = report.failed === 0 ? new Map() : (await deps.store.loadLedger(deps.server, deps.clock.today())).rooms;
  return { report, names: namesOf(context.lang, { rooms }, report.plan.plan) };
}

/** What came of a pass, in lines. */
export function printReport(context: CliContext, report: PassReport, names?: Names): void {
  const { applied, requests, seconds, held, failed, skipped, plan } = report;
  const { server, today, changes } = plan.plan;
  printPause(context, plan.plan);
  if (changes.length === 0) print(context, "plan.none", { server, today });
  else
    print(context, report.status === "interrupted" ? "run.interrupted" : "run.done", {
      applied,
      requests,
      seconds: Math.round(seconds * 10) / 10,
    });
  printSources(context, report);
  if (failed > 0) printFailures(context, report, names);
  if (skipped > 0) print(context, "run.skipped", { skipped });
  if (held > 0) {
    printHeld(context, plan.plan);
    print(context, plan.plan.undoing === undefined ? "plan.approve" : "undo.approve", { plan: plan.id });
  }
  if (report.error !== null) reportError(context, report.error);
}

function printFailures(context: CliContext, { failed, failures, plan }: PassReport, names?: Names): void {
  const { lang } = context;
  print(context, "run.failed", { failed });
  const changes = new Map(plan.plan.changes.map((change) => [change.key, change]));
  const texts = failures.map(({ refusal }) => refusal && errorText(lang, { code: refusal.code, params: { text: refusal.text } }));
  for (const [at, { key }] of failures.slice(0, failuresShown).entries()) {
    const change = changes.get(key);
    const what = change === undefined ? key : changeSentence(lang, change, names);
    const why = texts[at] ? ` — ${texts[at].what}` : "";
    printLine(context, `  ${oneLine(what + why)}`);
  }
  if (failed > failuresShown) printLine(context, `  ${say(lang, "plan.more", { count: failed - failuresShown })}`);
  for (const toDo of new Set(texts.map((text) => text?.toDo))) if (toDo) printLine(context, `  ${say(lang, "error.toDo", { text: toDo })}`);
}

/** The stable JSON shape of a pass. */
export function reportJson(report: PassReport) {
  const { runId, status, people, structures, applied, failed, skipped, held, converged, failures } = report;
  const { requests, queries, seconds } = report;
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
    queries,
    seconds,
    converged,
    failures,
    sources: report.sources,
    error: report.error === null ? null : { code: report.error.code, params: report.error.params },
  };
}
