/** `campus why PERSON [ROOM]`: the answer of the very function that makes the plan. */
import type { Command } from "commander";
import { sentence } from "#i18n/sentences.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, exit, print, printJson, printLine, tell } from "./context.ts";
import type { CommonOptions } from "./options.ts";
import { withPass } from "./pass.ts";
import { oneLine } from "./terminal.ts";

export function addWhy(program: Command, context: CliContext): void {
  const { lang } = context;
  program
    .command("why")
    .description(say(lang, "help.why"))
    .argument("<person>", say(lang, "help.why.person"))
    .argument("[room]", say(lang, "help.why.room"))
    .option("--config <file>", say(lang, "help.config"))
    .option("--server <name>", say(lang, "help.server"))
    .option("--today <day>", say(lang, "help.today"))
    .option("--last", say(lang, "help.why.last"))
    .option("--json", say(lang, "help.json"))
    .action((person: string, room: string | undefined, options: WhyOptions) => why(context, { person, room: room ?? null }, options));
}

interface WhyOptions extends CommonOptions {
  readonly last?: boolean;
}

async function why(context: CliContext, asked: { person: string; room: string | null }, options: WhyOptions): Promise<void> {
  const { explainPerson } = await import("#engine/explain-person.ts");
  const answer = await withPass(context, options, (deps) => explainPerson(deps, { ...asked, last: options.last ?? false }));
  const { lang } = context;
  if (!answer.found) {
    context.exitCode = exit.error;
    const { person, room } = asked;
    tell(context, answer.unknown === "person" ? say(lang, "why.unknown", { person }) : say(lang, "why.unknown-room", { room: room ?? "" }));
    return;
  }
  const { subject, verdict, reasons } = answer.explanation;
  const told = reasons.map(({ code, params }) => ({ code, params, text: sentence(lang, { code, params }) }));
  if (options.json) return printJson(context, { subject, verdict, reasons: told });
  if (answer.room === null) print(context, "why.subject", { person: asked.person, verdict });
  else print(context, "why.subject-room", { person: asked.person, room: answer.room, verdict });
  for (const { text } of told) printLine(context, `  ${oneLine(text)}`);
}
