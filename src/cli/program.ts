/** The command line: builds the commands, runs one, turns every failure into text and an exit code. */
import { Command, CommanderError } from "commander";
import { AppError } from "#core/errors.ts";
import { chooseLang, say, type TextKey } from "#i18n/texts.ts";
import { addAdopt } from "./adopt.ts";
import { addApply } from "./apply.ts";
import { addCodes } from "./codes.ts";
import { addConfig } from "./config.ts";
import type { CliContext } from "./context.ts";
import { exit } from "./context.ts";
import { addDecide } from "./decide.ts";
import { addDemo } from "./demo.ts";
import { addDoctor } from "./doctor.ts";
import { addHold } from "./hold.ts";
import { addIdentity } from "./identity.ts";
import { addJoin } from "./join.ts";
import { addLock } from "./lock.ts";
import { addPlan } from "./plan.ts";
import { addPlatform } from "./platform.ts";
import { reportError } from "./report-error.ts";
import { addRuns } from "./runs.ts";
import { addSample } from "./sample.ts";
import { addScim } from "./scim.ts";
import { addServe } from "./serve.ts";
import { addShadow } from "./shadow.ts";
import { addStatus } from "./status.ts";
import { addSync } from "./sync.ts";
import { addTest } from "./test-command.ts";
import { addUndo } from "./undo.ts";
import { addWhy } from "./why.ts";

/** Runs one command; the exit code is 0 done, 1 error, 2 changes pending, 3 held, 4 interrupted and resumable. */
export async function runCli(context: CliContext, args: readonly string[]): Promise<number> {
  context.lang = chooseLang(langIn(args), context.environment.locale);
  const program = buildProgram(context);
  if (context.lent !== true) program.hook("preAction", (_program, command) => letServiceDo(context, command, args));
  try {
    await program.parseAsync([...args], { from: "user" });
    return context.exitCode;
  } catch (error) {
    if (error instanceof DoneByService) return error.exitCode;
    if (error instanceof CommanderError) return reportUsage(context, error, program);
    return reportError(context, error);
  }
}

class DoneByService extends Error {
  readonly exitCode: number;
  constructor(exitCode: number) {
    super("done by the service");
    this.exitCode = exitCode;
  }
}

/** While the service owns the store, it does what needs the store; the command itself is then left out. */
async function letServiceDo(context: CliContext, command: Command, args: readonly string[]): Promise<void> {
  const { askService } = await import("./serve-client.ts");
  const exitCode = await askService(context, command, args);
  if (exitCode !== null) throw new DoneByService(exitCode);
}

/** `--lang` must be known before the help texts are made. */
function langIn(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => arg === "--lang" || arg.startsWith("--lang="));
  return at < 0 ? undefined : args[at]?.includes("=") ? args[at].slice("--lang=".length) : args[at + 1];
}

export function buildProgram(context: CliContext): Command {
  const program = new Command("campus");
  program
    .description(say(context.lang, "help.program"))
    .version(context.version, "-V, --version", say(context.lang, "help.version"))
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: (text) => context.out.write(text), writeErr: () => {}, outputError: () => {} });
  for (const add of [
    addDemo,
    addTest,
    addPlan,
    addApply,
    addSync,
    addHold,
    addUndo,
    addLock,
    addWhy,
    addDecide,
    addIdentity,
    addAdopt,
    addCodes,
    addShadow,
    addJoin,
    addSample,
    addDoctor,
    addConfig,
    addPlatform,
    addRuns,
    addStatus,
    addScim,
  ])
    add(program, context);
  addServe(program, context, runCli);
  dress(program, context);
  return program;
}

const headings: Readonly<Record<string, TextKey>> = {
  "Usage:": "help.usage",
  "Options:": "help.options",
  "Arguments:": "help.arguments",
  "Commands:": "help.commands",
};

/** Language and behaviour that every command shares. */
function dress(command: Command, context: CliContext): void {
  const { lang } = context;
  command
    .helpOption("-h, --help", say(lang, "help.help"))
    .helpCommand(false)
    .allowExcessArguments(false)
    .configureHelp({
      styleTitle: (title) => (headings[title] ? say(lang, headings[title]) : title),
      optionDescription: ({ description, defaultValue }) =>
        defaultValue === undefined ? description : say(lang, "help.default", { description, value: String(defaultValue) }),
      commandUsage: (one) => usageOf(context, one),
    })
    .option("--lang <fr|en>", say(lang, "help.lang"));
  for (const child of command.commands) dress(child.copyInheritedSettings(command), context);
}

/** `campus plan [options] <file>`, in the words of the language. */
function usageOf({ lang }: CliContext, command: Command): string {
  const names = command.parent ? `${command.parent.name()} ${command.name()}` : command.name();
  const args = command.registeredArguments.map((one) => {
    const name = one.variadic ? `${one.name()}...` : one.name();
    return one.required ? `<${name}>` : `[${name}]`;
  });
  const subject = command.commands.length > 0 ? `<${say(lang, "help.command")}>` : args.join(" ");
  return `${names} [options] ${subject}`.trim();
}

/** Asking for help or the version is no error; everything else commander refuses is a usage error in the user's language. */
function reportUsage(context: CliContext, error: CommanderError, program: Command): number {
  if (error.exitCode === 0) return exit.done;
  if (error.code === "commander.help") {
    context.err.write(program.helpInformation());
    return exit.error;
  }
  return reportError(context, new AppError("cli.usage", { detail: describe(context, error, program) }, error));
}

const described: Readonly<Record<string, TextKey>> = {
  "commander.unknownCommand": "usage.unknownCommand",
  "commander.unknownOption": "usage.unknownOption",
  "commander.missingArgument": "usage.missingArgument",
  "commander.optionMissingArgument": "usage.missingValue",
  "commander.excessArguments": "usage.excess",
};

function describe(context: CliContext, error: CommanderError, program: Command): string {
  const key = described[error.code];
  if (key === undefined) return error.message.replace(/^error: /, "");
  const value = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  const near = key === "usage.unknownCommand" ? nearest(value, program) : undefined;
  return say(context.lang, key, near === undefined ? { value } : { value, near });
}

/** A command that begins the same, for a typing mistake. */
function nearest(value: string, program: Command): string | undefined {
  return program.commands
    .map((command) => command.name())
    .find((name) => name.startsWith(value.slice(0, 2)) && Math.abs(name.length - value.length) <= 2);
}
