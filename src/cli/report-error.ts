/** The only place where an exception becomes text: what happened, what was not done, what to do. */
import { AppError } from "#core/errors.ts";
import { errorText } from "#i18n/sentences.ts";
import type { ErrorText } from "#i18n/tables.ts";
import { say } from "#i18n/texts.ts";
import type { Lang } from "#i18n/words.ts";
import { type CliContext, exit, tell } from "./context.ts";

/** Writes the error to standard error and returns the exit code. */
export function reportError(context: CliContext, thrown: unknown): number {
  const { lang } = context;
  const error = isDiskFull(thrown) ? new AppError("platform.disk-full", { path: thrown.path ?? "" }, thrown) : thrown;
  const text =
    error instanceof AppError
      ? textOf(lang, error)
      : {
          what: say(lang, "error.unexpected.what", { detail: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
          notDone: say(lang, "error.unexpected.notDone"),
          toDo: say(lang, "error.unexpected.toDo"),
        };
  tell(context, say(lang, "error.what", { text: text.what }));
  tell(context, say(lang, "error.notDone", { text: text.notDone }));
  tell(context, say(lang, "error.toDo", { text: text.toDo }));
  return error instanceof AppError && error.code === "run.interrupted" ? exit.interrupted : exit.error;
}

/** An interruption is told with what caused it, and the remedy of that. */
function textOf(lang: Lang, error: AppError): ErrorText {
  if (error.code !== "run.interrupted" || !(error.cause instanceof AppError)) return errorText(lang, error);
  const { what, toDo } = errorText(lang, error.cause);
  return { ...errorText(lang, { code: error.code, params: { detail: what.replace(/\.$/, "") } }), toDo };
}

/** A full disk may be met by any write; the operating system names it. */
function isDiskFull(error: unknown): error is Error & { readonly path?: string } {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}
