/** Options that the commands of `campus decide` share. */
import type { Command } from "commander";
import { say } from "#i18n/texts.ts";
import type { CliContext } from "./context.ts";
import { addPassOptions } from "./options.ts";

const helpOf = {
  override: "help.decide.override",
  exempt: "help.decide.exempt",
  leaving: "help.decide.leaving",
  refresh: "help.decide.refresh",
  erase: "help.decide.erase",
  ignore: "help.decide.ignore",
  successor: "help.decide.successor",
  close: "help.decide.close",
  reopen: "help.decide.reopen",
  pause: "help.decide.pause",
} as const;

/** A command that takes decisions: all their options but what is decided. */
export function addTaking(decide: Command, context: CliContext, name: keyof typeof helpOf): Command {
  const command = decide.command(name).description(say(context.lang, helpOf[name]));
  return addActOptions(command, context).option("--until <day>", say(context.lang, "help.decide.until"));
}

/** Options of whatever records something. */
export function addActOptions(command: Command, context: CliContext): Command {
  const { lang } = context;
  return addPassOptions(command, context)
    .option("--why <text>", say(lang, "help.decide.why"))
    .option("--preview", say(lang, "help.decide.preview"))
    .option("--digest <digest>", say(lang, "help.decide.digest"));
}
