/** `campus decide leaving cancel|move`: one departure, several, or all those that match. */
import type { Command } from "commander";
import { structureKey } from "#core/ids.ts";
import type { LeavingCause } from "#core/ledger.ts";
import { actLimit } from "#engine/decide.ts";
import type { DueMove, LeavingFilter } from "#engine/leavings.ts";
import { say } from "#i18n/texts.ts";
import type { CliContext } from "./context.ts";
import type { Whom } from "./decide-ask.ts";
import { addTaking } from "./decide-options.ts";
import { type DecideOptions, take } from "./decide-run.ts";
import { dayOption, usageError, wholeNumber } from "./options.ts";

interface LeavingOptions extends DecideOptions {
  readonly due?: string;
  readonly days?: string;
  readonly all?: boolean;
  readonly count?: string;
  readonly cause?: string;
  readonly structure?: string;
  readonly dueUntil?: string;
}

export function addLeaving(decide: Command, context: CliContext): void {
  const { lang } = context;
  addTaking(decide, context, "leaving")
    .argument("<act>", say(lang, "help.decide.act"))
    .argument("[people...]", say(lang, "help.decide.people"))
    .option("--due <day>", say(lang, "help.decide.due"))
    .option("--days <n>", say(lang, "help.decide.days"))
    .option("--all", say(lang, "help.decide.all"))
    .option("--count <n>", say(lang, "help.decide.count"))
    .option("--cause <cause>", say(lang, "help.decide.cause"))
    .option("--structure <code>", say(lang, "help.decide.structure"))
    .option("--due-until <day>", say(lang, "help.decide.due-until"))
    .action(async (act: string, people: readonly string[], options: LeavingOptions) => {
      const { askLeaving } = await import("./decide-ask.ts");
      const [to, whom] = [moveIn(context, act, options), whomIn(context, people, options)];
      await take(context, (made) => askLeaving(whom, to, made), options);
    });
}

/** null: cancel. */
function moveIn(context: CliContext, act: string, { due, days }: LeavingOptions): DueMove | null {
  if (act !== "cancel" && act !== "move") throw usageError(context, "usage.decide.act", { value: act });
  const given = [due, days].filter((one) => one !== undefined).length;
  if (given !== (act === "move" ? 1 : 0)) throw usageError(context, "usage.decide.due");
  if (due !== undefined) return { day: dayOption(context, due, "--due") ?? (due as never) };
  if (days === undefined) return null;
  const backward = days.startsWith("-");
  const number = wholeNumber(context, "--days", backward ? days.slice(1) : days, [0, 3_650]);
  return { days: backward ? -number : number };
}

function whomIn(context: CliContext, people: readonly string[], options: LeavingOptions): Whom {
  const { all = false, count, cause, structure, dueUntil } = options;
  if (all !== (people.length === 0) || all !== (count !== undefined)) throw usageError(context, "usage.decide.people");
  if (!all || count === undefined) return { named: people };
  const day = dayOption(context, dueUntil, "--due-until");
  const matching: LeavingFilter = {
    ...(cause === undefined ? {} : { cause: cause as LeavingCause }),
    ...(structure === undefined ? {} : { structure: structureKey(structure) }),
    ...(day === undefined ? {} : { dueUntil: day }),
  };
  return { matching, count: wholeNumber(context, "--count", count, [1, actLimit]) };
}
