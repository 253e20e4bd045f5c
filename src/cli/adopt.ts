/** `campus adopt`: accounts and rooms that were there before campus, listed and decided one by one or by file (docs/RULES.md §9). */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { AppError } from "#core/errors.ts";
import type { AdoptionList, FoundAccount } from "#engine/adoption-list.ts";
import { say } from "#i18n/texts.ts";
import { addAdoptRooms } from "./adopt-rooms.ts";
import { type CliContext, print, printJson, printLine } from "./context.ts";
import { addActOptions } from "./decide-options.ts";
import type { DecideOptions } from "./decide-run.ts";
import { decideAll } from "./identity.ts";
import { usageError } from "./options.ts";
import { withPass } from "./pass.ts";
import { oneLine } from "./terminal.ts";

interface AdoptOptions extends DecideOptions {
  readonly file?: string;
  readonly deep?: boolean;
}

export function addAdopt(program: Command, context: CliContext): void {
  const { lang } = context;
  const adopt = program.command("adopt").description(say(lang, "help.adopt"));
  const accounts = adopt.command("accounts").description(say(lang, "help.adopt.accounts"));
  addActOptions(accounts, context)
    .option("--file <file>", say(lang, "help.adopt.file"))
    .option("--deep", say(lang, "help.adopt.deep"))
    .action((options: AdoptOptions) => (options.file === undefined ? list(context, options) : decideFile(context, options.file, options)));
  addAdoptRooms(adopt, context);
  for (const act of ["adopt", "refuse"] as const) {
    const one = adopt.command(act === "adopt" ? "account" : "refuse").description(say(lang, `help.adopt.${act}`));
    one.argument("<person>", say(lang, "help.why.person")).argument("<account>", say(lang, "help.adopt.account"));
    addActOptions(one, context).action((person: string, account: string, options: DecideOptions) =>
      decideAll(context, [{ act, person, account }], options),
    );
  }
}

async function decideFile(context: CliContext, file: string, options: AdoptOptions): Promise<void> {
  const { parseAdoptions } = await import("#engine/adoption-list.ts");
  const { rows, wrong } = parseAdoptions(readText(resolve(context.folder, file)));
  if (wrong.length > 0) throw usageError(context, "usage.adoptions", { file, lines: wrong.join(", ") });
  await decideAll(
    context,
    rows.map(({ verdict, person, account }) => ({ act: verdict, person, account })),
    options,
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new AppError("source.file-missing", { file }, error);
  }
}

async function list(context: CliContext, options: AdoptOptions): Promise<void> {
  const { gatherKnown } = await import("#engine/identity.ts");
  const { adoptionList, lookUpStrangers } = await import("#engine/adoption-list.ts");
  const found = await withPass(context, options, async (deps) => {
    const input = await gatherKnown(deps);
    return adoptionList(options.deep ? await lookUpStrangers(deps.homeserver.reader, input) : input);
  });
  if (options.json) return printJson(context, found);
  printList(context, found);
}

function printList(context: CliContext, { proven, review, nobody }: AdoptionList): void {
  print(context, "adopt.proven", { count: proven.length });
  print(context, "adopt.review", { count: review.length });
  for (const { person, login, displayName, account, same } of review) {
    const why = say(context.lang, same.localpart ? "adopt.same-localpart" : "adopt.same-name");
    printLine(context, `  ${oneLine(`${person};${account.userId}  ${displayName} (${login}) — ${describe(account)} — ${why}`)}`);
  }
  print(context, "adopt.nobody", { count: nobody.length });
  for (const account of nobody.slice(0, 50)) printLine(context, `  ${oneLine(`${account.userId}  ${describe(account)}`)}`);
  if (nobody.length > 50) printLine(context, `  ${say(context.lang, "plan.more", { count: nobody.length - 50 })}`);
  if (review.length > 0) print(context, "adopt.next");
}

function describe({ displayName, externalIds, mails }: FoundAccount): string {
  return [displayName, ...(externalIds ?? []), ...(mails ?? [])].join(" ");
}
