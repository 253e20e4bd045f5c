/** `campus status`: what the service is doing for each server. The service answers itself; without one there is nothing to show. */
import type { Command } from "commander";
import { AppError } from "#core/errors.ts";
import type { WorkerStatus } from "#engine/serve/worker.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, printJson, printLine } from "./context.ts";
import { openConfig } from "./find-config.ts";
import type { CommonOptions } from "./options.ts";
import { statusText, triggerText } from "./runs.ts";
import { socketOf } from "./serve-protocol.ts";
import { table } from "./terminal.ts";

export function addStatus(program: Command, context: CliContext): void {
  const { lang } = context;
  program
    .command("status")
    .description(say(lang, "help.status"))
    .option("--config <file>", say(lang, "help.config"))
    .option("--json", say(lang, "help.json"))
    .action((options: CommonOptions) => status(context, options));
}

async function status(context: CliContext, options: CommonOptions): Promise<void> {
  const { service } = await context.deps();
  if (service === undefined) throw new AppError("serve.absent", { socket: socketOf(await openConfig(context, options.config)) });
  const servers = await service.status();
  if (options.json) return printJson(context, { servers });
  const { lang } = context;
  const titles = ["server", "state", "last", "next"] as const;
  const rows = servers.map((one) => [one.server, stateText(context, one), lastText(context, one), one.next ?? say(lang, "status.none")]);
  printLine(context, table([titles.map((title) => say(lang, `status.${title}`)), ...rows]));
}

function stateText({ lang }: CliContext, { state, pause, failures, running }: WorkerStatus): string {
  const params = { by: pause?.by ?? "", failures, since: running?.since ?? "" };
  return say(lang, `status.${state}`, params);
}

function lastText({ lang }: CliContext, { last }: WorkerStatus): string {
  if (last === null) return say(lang, "status.none");
  return `${last.startedAt} (${triggerText(lang, last.trigger)}, ${statusText(lang, last.status)})`;
}
