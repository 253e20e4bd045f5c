/** One finding of a check, in the stable JSON shape. */
import { AppError } from "#core/errors.ts";
import { errorText } from "#i18n/sentences.ts";
import { say } from "#i18n/texts.ts";
import type { CliContext } from "./context.ts";

export type FindingSeverity = "ok" | "info" | "warning" | "error";

export interface Finding {
  readonly check: string;
  readonly severity: FindingSeverity;
  readonly subject: string;
  readonly text: string;
  readonly remedy: string;
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
