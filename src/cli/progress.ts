/** Live news of a run: one moving line on a terminal, a line now and then otherwise; always on standard error. */
import type { Progress, Watch } from "#engine/ports.ts";
import { kindHeading } from "#i18n/sentences.ts";
import { say } from "#i18n/texts.ts";
import type { CliContext } from "./context.ts";
import { oneLine } from "./terminal.ts";

export interface ProgressView {
  readonly watch: Watch;
  /** Removes the moving line. */
  end(): void;
}

const barWidth = 24;
/** Off a terminal, one line for every tenth of the changes. */
const parts = 10;

export function showProgress(context: CliContext): ProgressView {
  const moving = context.err.isTTY === true;
  let open = false;
  let shown = -1;
  const clear = () => {
    if (open) context.err.write("\r\u001b[2K");
    open = false;
  };
  const write = (text: string) => {
    clear();
    context.err.write(moving ? fit(text, context.err.columns ?? 80) : `${text}\n`);
    open = moving;
  };
  const watch: Watch = (progress) => {
    if (progress.at === "applying" && !moving) {
      const part = Math.floor((parts * progress.done) / Math.max(1, progress.total));
      if (part === shown) return;
      shown = part;
    }
    write(oneLine(describe(context, progress, moving)));
  };
  return { watch, end: clear };
}

function fit(text: string, columns: number): string {
  return [...text].slice(0, Math.max(20, columns - 1)).join("");
}

function describe(context: CliContext, progress: Progress, moving: boolean): string {
  const { lang } = context;
  switch (progress.at) {
    case "reading":
      return say(lang, "progress.reading", { source: progress.source });
    case "observing":
      return say(lang, "progress.observing");
    case "planning":
      return say(lang, "progress.planning");
    case "planned":
      return say(
        lang,
        "progress.planned",
        progress.held > 0 ? { changes: progress.changes, held: progress.held } : { changes: progress.changes },
      );
    case "applying": {
      const { done, total, last } = progress;
      const line = say(lang, "progress.applying", { done, total, label: kindHeading(lang, last) });
      return moving ? `${bar(done, total)} ${line}` : line;
    }
    case "verifying":
      return say(lang, "progress.verifying");
    default:
      return progress satisfies never;
  }
}

function bar(done: number, total: number): string {
  const full = Math.round((barWidth * done) / Math.max(1, total));
  return `${"█".repeat(full)}${"░".repeat(barWidth - full)}`;
}
