/** Options that the commands of `campus decide` share. */
import type { Command } from "commander";
import { actLimit } from "#engine/decide.ts";
import { say } from "#i18n/texts.ts";
import type { CliContext } from "./context.ts";
import type { Those } from "./decide-ask.ts";
import { addPassOptions, usageError, wholeNumber } from "./options.ts";

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

export interface BulkOptions {
  readonly all?: boolean;
  readonly count?: string;
  readonly population?: string;
  readonly structure?: string;
}

/** Options of a decision about everybody who matches, instead of one person. */
export function addBulkOptions(command: Command, { lang }: CliContext): Command {
  return command
    .argument("[person]", say(lang, "help.decide.person"))
    .option("--all", say(lang, "help.decide.everybody"))
    .option("--count <n>", say(lang, "help.decide.count"))
    .option("--population <population>", say(lang, "help.decide.population"))
    .option("--structure <structure>", say(lang, "help.decide.of-structure"));
}

/** Somebody, or everybody who matches: never both, and never everybody without their number. */
export function thoseIn(context: CliContext, person: string | undefined, options: BulkOptions): Those {
  const { all = false, count, population, structure } = options;
  const filtered = count !== undefined || population !== undefined || structure !== undefined;
  if (all ? person !== undefined || count === undefined : person === undefined || filtered)
    throw usageError(context, "usage.decide.people");
  if (person !== undefined) return { named: person };
  return {
    ...(population === undefined ? {} : { population }),
    ...(structure === undefined ? {} : { structure }),
    count: wholeNumber(context, "--count", count ?? "", [1, actLimit]),
  };
}
