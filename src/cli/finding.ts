/** One finding of a check, in the stable JSON shape. */
import { AppError } from "#core/errors.ts";
import type { Finding as PlatformFinding } from "#core/finding.ts";
import { findingText } from "#i18n/findings.ts";
import { errorText } from "#i18n/sentences.ts";
import { say } from "#i18n/texts.ts";
import type { Lang } from "#i18n/words.ts";
import { type CliContext, exit, print, printJson, printLine } from "./context.ts";
import { oneLine } from "./terminal.ts";

export type FindingSeverity = "ok" | "info" | "warning" | "error";

export interface Finding {
  readonly check: string;
  readonly severity: FindingSeverity;
  readonly subject: string;
  readonly text: string;
  readonly remedy: string;
}

/** A finding about a platform, in the user's language. */
export function toFinding(lang: Lang, found: PlatformFinding): Finding {
  const { check, severity, subject } = found;
  return { check, severity, subject, ...findingText(lang, found) };
}

const marks: Readonly<Record<FindingSeverity, string>> = { ok: "✔", info: "·", warning: "!", error: "✘" };

/** Exit code 1 when one of them is an error. */
export function printFindings(context: CliContext, findings: readonly Finding[], json: boolean): void {
  const count = (wanted: FindingSeverity) => findings.filter(({ severity }) => severity === wanted).length;
  context.exitCode = count("error") > 0 ? exit.error : exit.done;
  if (json) printJson(context, { findings });
  else printLines(context, findings, { errors: count("error"), warnings: count("warning") });
}

function printLines(context: CliContext, findings: readonly Finding[], { errors, warnings }: { errors: number; warnings: number }): void {
  for (const { severity, text, remedy } of findings) {
    printLine(context, `${marks[severity]} ${oneLine(text)}`);
    if (remedy !== "") printLine(context, `    ${oneLine(say(context.lang, "doctor.remedy", { text: remedy }))}`);
  }
  if (errors + warnings > 0) print(context, "doctor.errors", { count: errors, warnings });
  else if (findings.length === 0) print(context, "doctor.nothing");
  else print(context, "doctor.good", { count: findings.length });
}

/** A check that could not be passed: what happened, and what to do. */
export function failureFinding(context: CliContext, check: string, subject: string, error: unknown): Finding {
  if (error instanceof AppError) {
    const { what, toDo } = errorText(context.lang, error);
    return { check, severity: "error", subject, text: what, remedy: toDo };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return {
    check,
    severity: "error",
    subject,
    text: say(context.lang, "error.unexpected.what", { detail }),
    remedy: say(context.lang, "error.unexpected.toDo"),
  };
}
