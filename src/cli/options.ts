/** Options that several commands share, and their values, checked where they are read. */
import type { Command } from "commander";
import { parseDay } from "#core/day.ts";
import { AppError } from "#core/errors.ts";
import { type Day, personKey, structureKey } from "#core/ids.ts";
import { phaseByKind } from "#core/order.ts";
import { isChangeKind, isWhole, type Scope } from "#core/scope.ts";
import { say, type TextKey } from "#i18n/texts.ts";
import type { CliContext } from "./context.ts";

/** Options every command that reads the configuration has. */
export interface CommonOptions {
  readonly config?: string;
  readonly server?: string;
  readonly json?: boolean;
  readonly today?: string;
}

/** Of every command that looks at one server on one day. */
export function addPassOptions(command: Command, { lang }: CliContext): Command {
  return command
    .option("--config <file>", say(lang, "help.config"))
    .option("--server <name>", say(lang, "help.server"))
    .option("--today <day>", say(lang, "help.today"))
    .option("--json", say(lang, "help.json"));
}

/** Of commands that may release what a guard holds. */
export function addApprovalOptions(command: Command, { lang }: CliContext): Command {
  return command.option("--approve-as <name>", say(lang, "help.approve")).option("--comment <text>", say(lang, "help.comment"));
}

/** Of commands whose pass may be limited to a part. */
export interface ScopeOptions {
  readonly person?: readonly string[];
  readonly structure?: readonly string[];
  readonly kind?: readonly string[];
}

export function addScopeOptions(command: Command, { lang }: CliContext): Command {
  return command
    .option("--person <id...>", say(lang, "help.scope.person"))
    .option("--structure <code...>", say(lang, "help.scope.structure"))
    .option("--kind <kind...>", say(lang, "help.scope.kind"));
}

/** The part that the options ask for, names as they were typed; null = everything. */
export function scopeOption(context: CliContext, { person = [], structure = [], kind = [] }: ScopeOptions): Scope | null {
  const wrong = kind.find((one) => !isChangeKind(one));
  if (wrong !== undefined) throw usageError(context, "usage.kind", { value: wrong, kinds: Object.keys(phaseByKind).join(", ") });
  const scope = { people: person.map(personKey), structures: structure.map(structureKey), kinds: kind.filter(isChangeKind) };
  return isWhole(scope) ? null : scope;
}

/** A wrong value on the command line; `detail` is already a sentence in the user's language. */
export function usageError(context: CliContext, key: TextKey, params: Record<string, string | number> = {}): AppError {
  return new AppError("cli.usage", { detail: say(context.lang, key, params) });
}

function refuse(context: CliContext, option: string, value: string, expected: TextKey): AppError {
  return usageError(context, "usage.value", { option, value, expected: say(context.lang, expected) });
}

export function wholeNumber(context: CliContext, option: string, value: string, range: readonly [number, number]): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= range[0] && number <= range[1]) return number;
  throw refuse(context, option, value, option === "--port" ? "usage.expected.port" : "usage.expected.whole");
}

export function dayOption(context: CliContext, value: string | undefined, option = "--today"): Day | undefined {
  if (value === undefined) return undefined;
  const day = parseDay(value);
  if (day === null) throw refuse(context, option, value, "usage.expected.day");
  return day;
}
