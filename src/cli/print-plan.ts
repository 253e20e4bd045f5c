/** A plan as a human reads it, and as a program does (design: stable shapes, additions only). */
import type { Change } from "#core/change.ts";
import type { Plan } from "#core/plan.ts";
import type { PassReport, SourceState } from "#engine/report.ts";
import {
  changeSentence,
  errorText,
  guardName,
  guardSentence,
  kindHeading,
  type Names,
  problemSentence,
  sentence,
} from "#i18n/sentences.ts";
import { say } from "#i18n/texts.ts";
import type { Lang } from "#i18n/words.ts";
import { type CliContext, print, printLine } from "./context.ts";
import { oneLine } from "./terminal.ts";

const problemsShown = 12;

/** The stable JSON shape of a plan. */
export function planJson(lang: Lang, { plan: saved, counts, sources }: Pick<PassReport, "plan" | "counts" | "sources">) {
  const { plan } = saved;
  return {
    server: plan.server,
    planId: saved.id,
    sha256: saved.sha256,
    today: plan.today,
    ...(plan.undoing === undefined ? {} : { undoes: plan.undoing.run, by: plan.undoing.by, why: plan.undoing.why }),
    counts,
    sources: sources.map((one) => sourceJson(lang, one)),
    guards: plan.guards.map(({ name, value, limit, verdict, subject }) => ({
      name,
      value,
      limit,
      verdict,
      ...(subject ? { subject } : {}),
    })),
    problems: plan.problems.map((one) => ({
      code: one.code,
      severity: one.severity,
      subject: one.subject,
      text: problemSentence(lang, one),
    })),
    ignoredProblems: plan.ignored.length,
    changes: plan.changes.map((change) => changeJson(lang, change)),
  };
}

/** When each source was read; `failure` tells why an optional one was not. */
function sourceJson(lang: Lang, { source, readAt, people, failure }: SourceState) {
  return { source, readAt, people, failure: failure === null ? null : { code: failure.code, text: errorText(lang, failure).what } };
}

/** The stable JSON shape of one change. */
export function changeJson(lang: Lang, change: Change) {
  const { before, after } = sidesOf(change);
  return {
    key: change.key,
    kind: change.kind,
    subject: subjectOf(change),
    before,
    after,
    reason: { code: change.reason.code, params: change.reason.params, text: sentence(lang, change.reason) },
    ...(change.held === undefined ? {} : { held: change.held }),
    text: changeSentence(lang, change),
  };
}

/** Whom or what a change is about: the person, else the room. */
export function subjectOf(change: Change): string {
  if ("person" in change && change.person !== null) return change.person;
  if ("spec" in change) return change.spec.room;
  if ("room" in change) return change.room;
  if ("space" in change) return change.space;
  return "userId" in change ? change.userId : change.key;
}

function sidesOf(change: Change): { before: string | number | null; after: string | number | null } {
  switch (change.kind) {
    case "space.create":
    case "room.create":
      return { before: null, after: change.spec.name };
    case "room.reopen":
      return { before: change.before, after: change.spec.name };
    case "account.create":
    case "account.adopt":
      return { before: null, after: change.displayName };
    case "child.set":
      return { before: change.before, after: change.order };
    case "room.adopt":
      return { before: change.before, after: change.room };
    case "room.release":
      return { before: change.room, after: null };
    case "room.regain":
      return { before: null, after: change.room };
    case "child.remove":
      return { before: change.childId, after: null };
    case "member.join":
    case "member.invite":
      return { before: null, after: change.room };
    case "member.remove":
      return { before: change.room, after: null };
    case "room.rekey":
      return { before: change.before, after: change.room };
    case "identity.merge":
      return { before: change.absorbed.join(", "), after: change.person };
    default:
      return { before: change.before, after: change.after };
  }
}

/** Counts by kind, in the order of execution. */
export function printCounts(context: CliContext, report: Pick<PassReport, "plan" | "counts">): void {
  const { lang } = context;
  const counts = Object.entries(report.counts) as [Change["kind"], number][];
  const { server, today, changes } = report.plan.plan;
  if (counts.length === 0) print(context, "plan.none", { server, today });
  else print(context, "plan.title", { server, today, count: changes.length });
  for (const [kind, count] of counts) printLine(context, `  ${say(lang, "plan.line", { count, label: kindHeading(lang, kind, count) })}`);
}

/** Sources that could not be read, each with the age of what is remembered of it. */
export function printSources(context: CliContext, { sources }: Pick<PassReport, "sources">): void {
  const { lang } = context;
  for (const { source, readAt, failure } of sources) {
    if (failure === null) continue;
    const text = errorText(lang, failure).what;
    printLine(
      context,
      oneLine(say(lang, readAt === null ? "sources.never" : "sources.missing", { source, text, at: instantText(readAt) })),
    );
  }
}

/** `2026-11-28 08:00`, of an instant in UTC. */
export function instantText(instant: string | null): string {
  return instant === null ? "" : `${instant.slice(0, 16).replace("T", " ")} UTC`;
}

/** Who paused the passes, and why. */
export function printPause(context: CliContext, plan: Plan): void {
  for (const one of plan.problems) if (one.code === "paused") printLine(context, oneLine(problemSentence(context.lang, one)));
}

/** What the guards hold, and why. */
export function printHeld(context: CliContext, plan: Plan): void {
  const { lang } = context;
  const held = plan.changes.filter((change) => change.held !== undefined).length;
  if (held === 0) return;
  print(context, "plan.held", { count: held });
  for (const verdict of plan.guards.filter((one) => one.verdict === "held")) {
    const line = say(lang, "plan.guard", { name: guardName(lang, verdict.name), text: guardSentence(lang, verdict) });
    printLine(context, `  ${oneLine(line)}`);
  }
}

/** A few changes of different kinds, each with its reason. */
export function printExamples(context: CliContext, plan: Plan, perKind: number, names: Names): void {
  const { lang } = context;
  if (plan.changes.length === 0) return;
  const seen = new Map<string, number>();
  const chosen = plan.changes.filter((change) => {
    const count = (seen.get(change.kind) ?? 0) + 1;
    seen.set(change.kind, count);
    return count <= perKind;
  });
  print(context, "plan.examples");
  for (const change of chosen)
    printLine(context, `  ${oneLine(`${changeSentence(lang, change, names)} — ${sentence(lang, change.reason, names)}`)}`);
}

/** Rows and rules that could not be used, the worst first. */
export function printProblems(context: CliContext, plan: Plan): void {
  const { lang } = context;
  printIgnored(context, plan);
  const shown = plan.problems.filter((one) => one.severity !== "info" && one.code !== "paused");
  if (shown.length === 0) return;
  const sorted = [...shown].sort((a, b) => Number(b.severity === "error") - Number(a.severity === "error"));
  const lines = [...new Set(sorted.map((one) => oneLine(problemSentence(lang, one))))];
  print(context, "plan.problems", { count: lines.length });
  for (const line of lines.slice(0, problemsShown)) printLine(context, `  ${line}`);
  if (lines.length > problemsShown) printLine(context, `  ${say(lang, "plan.more", { count: lines.length - problemsShown })}`);
}

function printIgnored(context: CliContext, { ignored }: Plan): void {
  if (ignored.length > 0) print(context, "plan.ignored", { count: ignored.length });
}
