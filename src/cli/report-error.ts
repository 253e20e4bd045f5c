/** The only place where an exception becomes text: what happened, what was not done, what to do. */
import { AppError } from "#core/errors.ts";
import { errorText } from "#i18n/sentences.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, exit, tell } from "./context.ts";

/** Writes the error to standard error and returns the exit code. */
export function reportError(context: CliContext, thrown: unknown): number {
  const { lang } = context;
  const error = isDiskFull(thrown) ? new AppError("platform.disk-full", { path: thrown.path ?? "" }, thrown) : thrown;
  const text =
    error instanceof AppError
      ? errorText(lang, error)
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

/** A full disk may be met by any write; the operating system names it. */
function isDiskFull(error: unknown): error is Error & { readonly path?: string } {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}
