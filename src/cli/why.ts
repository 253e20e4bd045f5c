/** `campus why PERSON [ROOM]`: the answer of the very function that makes the plan. */
import type { Command } from "commander";
import { sentence } from "#i18n/sentences.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, exit, print, printJson, printLine, tell } from "./context.ts";
import { namesOf } from "./names.ts";
import { addPassOptions, type CommonOptions } from "./options.ts";
import { withPass } from "./pass.ts";
import { oneLine } from "./terminal.ts";

export function addWhy(program: Command, context: CliContext): void {
  const { lang } = context;
  const command = program
    .command("why")
    .description(say(lang, "help.why"))
    .argument("<person>", say(lang, "help.why.person"))
    .argument("[room]", say(lang, "help.why.room"));
  addPassOptions(command, context)
    .option("--last", say(lang, "help.why.last"))
    .action((person: string, room: string | undefined, options: WhyOptions) => why(context, { person, room: room ?? null }, options));
}

interface WhyOptions extends CommonOptions {
  readonly last?: boolean;
}

interface Asked {
  readonly person: string;
  readonly room: string | null;
}

async function why(context: CliContext, asked: Asked, options: WhyOptions): Promise<void> {
  const { answerWhy } = await import("#engine/answer-why.ts");
  const { answer, ledger } = await withPass(context, options, async (deps) => ({
    answer: await answerWhy(deps, { ...asked, last: options.last ?? false }),
    ledger: await deps.store.loadLedger(deps.server, deps.clock.today()),
  }));
  const { lang } = context;
  if (!answer.found) {
    context.exitCode = exit.error;
    const { person, room } = asked;
    return tell(
      context,
      answer.unknown === "person" ? say(lang, "why.unknown", { person }) : say(lang, "why.unknown-room", { room: room ?? "" }),
    );
  }
  const { subject, verdict, reasons } = answer.explanation;
  if (options.json) {
    return printJson(context, { subject, verdict, reasons: reasons.map((one) => ({ ...one, text: sentence(lang, one) })) });
  }
  const names = namesOf(lang, ledger);
  const known = ledger.accounts.get(answer.person);
  const person = known === undefined ? asked.person : `${known.displayName} (${known.login})`;
  if (answer.room === null) print(context, "why.subject", { person, verdict });
  else print(context, "why.subject-room", { person, room: names.room(answer.room), verdict });
  for (const one of reasons) printLine(context, `  ${oneLine(sentence(lang, one, names))}`);
}
