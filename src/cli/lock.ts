/** `campus lock | unlock PERSON`: at once, beside whatever pass is running, whatever guards, pauses and schedules say. */
import type { Command } from "commander";
import type { EmergencyOrder } from "#engine/emergency.ts";
import { errorText } from "#i18n/sentences.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, print, printJson, tell } from "./context.ts";
import { chooseServer, openConfig } from "./find-config.ts";
import { addPassOptions, type CommonOptions, dayOption, usageError } from "./options.ts";

interface LockOptions extends CommonOptions {
  readonly why: string;
  readonly compromised?: boolean;
}

export function addLock(program: Command, context: CliContext): void {
  const { lang } = context;
  for (const act of ["lock", "unlock"] as const) {
    const command = program
      .command(act)
      .description(say(lang, `help.${act}`))
      .argument("<person>", say(lang, "help.lock.person"));
    addPassOptions(command, context).requiredOption("--why <text>", say(lang, "help.lock.why"));
    if (act === "lock") command.option("--compromised", say(lang, "help.lock.compromised"));
    command.action((person: string, options: LockOptions) => run(context, { act, person, ...options }));
  }
}

async function run(context: CliContext, asked: LockOptions & Pick<EmergencyOrder, "act" | "person">): Promise<void> {
  const { act, person, why, compromised = false } = asked;
  if (why.trim() === "") throw usageError(context, "usage.missingValue", { value: "--why" });
  const today = dayOption(context, asked.today) ?? null;
  const config = await openConfig(context, asked.config);
  const server = chooseServer(context, config, asked.server);
  const { emergency } = await import("#engine/emergency.ts");
  const session = await (await context.deps()).openEmergency(config, server, today);
  try {
    const done = await emergency(session.deps, { act, person, why: why.trim(), compromised, by: context.user });
    if (asked.json) printJson(context, { server: server.name, act, ...done });
    else
      print(context, done.sent ? (compromised ? "lock.done.compromised" : `lock.done.${act}`) : "lock.done.other", { userId: done.userId });
    if (done.storeFailure !== null) tell(context, say(context.lang, "lock.kept", { what: kept(context, done.storeFailure) }));
  } finally {
    await session.close();
  }
}

/** Why the store could not be written, in a sentence. */
function kept({ lang }: CliContext, code: string): string {
  return errorText(lang, { code: code as "store.locked", params: {} }).what;
}
