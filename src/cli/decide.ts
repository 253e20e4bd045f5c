/** `campus decide …`: what a human decides about a person, a structure, a problem or the passes. */
import type { Command } from "commander";
import { say } from "#i18n/texts.ts";
import type { CliContext } from "./context.ts";
import { addLeaving } from "./decide-leaving.ts";
import { addDecideLists } from "./decide-list.ts";
import { addBulkOptions, addTaking, type BulkOptions, thoseIn } from "./decide-options.ts";
import { type DecideOptions, take } from "./decide-run.ts";
import { usageError } from "./options.ts";

export function addDecide(program: Command, context: CliContext): void {
  const decide = program.command("decide").description(say(context.lang, "help.decide"));
  addOverride(decide, context);
  addExemption(decide, context);
  addLeaving(decide, context);
  addRefresh(decide, context);
  addErasure(decide, context);
  addIgnored(decide, context);
  addSuccessor(decide, context);
  for (const act of ["close", "reopen"] as const) addClosing(decide, context, act);
  addPause(decide, context);
  addDecideLists(decide, context);
}

interface OverrideOptions extends DecideOptions, BulkOptions {
  readonly name?: string;
  readonly mail?: string;
  readonly disabled?: boolean;
  readonly enabled?: boolean;
}

function addOverride(decide: Command, context: CliContext): void {
  const { lang } = context;
  addBulkOptions(addTaking(decide, context, "override"), context)
    .option("--name <text>", say(lang, "help.decide.name"))
    .option("--mail <address>", say(lang, "help.decide.mail"))
    .option("--disabled", say(lang, "help.decide.disabled"))
    .option("--enabled", say(lang, "help.decide.enabled"))
    .action(async (person: string | undefined, options: OverrideOptions) => {
      const { askOverride } = await import("./decide-ask.ts");
      const whom = thoseIn(context, person, options);
      if (options.all && (options.name ?? options.mail) !== undefined) throw usageError(context, "usage.decide.everybody");
      await take(context, (made) => askOverride(whom, forcedIn(options), made), options);
    });
}

/** An empty value stops forcing. */
function forcedIn({ name, mail, disabled, enabled }: OverrideOptions) {
  return {
    ...(name === undefined ? {} : { displayName: name.trim() === "" ? null : name }),
    ...(mail === undefined ? {} : { mail: mail.trim() === "" ? null : mail }),
    ...(disabled ? { disabled: true as const } : enabled ? { disabled: null } : {}),
  };
}

interface ExemptOptions extends DecideOptions, BulkOptions {
  readonly eligible?: boolean;
  readonly protected?: boolean;
  readonly room?: readonly string[];
}

function addExemption(decide: Command, context: CliContext): void {
  const { lang } = context;
  addBulkOptions(addTaking(decide, context, "exempt"), context)
    .option("--eligible", say(lang, "help.decide.eligible"))
    .option("--protected", say(lang, "help.decide.protected"))
    .option("--room <room>", say(lang, "help.decide.room"), repeated)
    .action(async (person: string | undefined, options: ExemptOptions) => {
      const { askExemption } = await import("./decide-ask.ts");
      const whom = thoseIn(context, person, options);
      const rights = { eligible: options.eligible ?? false, protected: options.protected ?? false, rooms: options.room ?? [] };
      await take(context, (made) => askExemption(whom, rights, made), options);
    });
}

const repeated = (one: string, others: readonly string[] = []): readonly string[] => [...others, one];

interface RefreshOptions extends DecideOptions {
  readonly structure?: readonly string[];
}

function addRefresh(decide: Command, context: CliContext): void {
  addTaking(decide, context, "refresh")
    .argument("[people...]", say(context.lang, "help.decide.person"))
    .option("--structure <structure>", say(context.lang, "help.decide.refresh.structure"), repeated)
    .action(async (people: readonly string[], options: RefreshOptions) => {
      const { askRefresh } = await import("./decide-ask.ts");
      const structures = options.structure ?? [];
      if (people.length + structures.length === 0) throw usageError(context, "usage.missingArgument", { value: "people" });
      await take(context, (made) => askRefresh(people, structures, made), options);
    });
}

function addErasure(decide: Command, context: CliContext): void {
  addTaking(decide, context, "erase")
    .argument("<person>", say(context.lang, "help.decide.person"))
    .action(async (person: string, options: DecideOptions) => {
      const { askErasure } = await import("./decide-ask.ts");
      await take(context, (made) => askErasure(person, made), options);
    });
}

function addIgnored(decide: Command, context: CliContext): void {
  addTaking(decide, context, "ignore")
    .argument("<code>", say(context.lang, "help.decide.code"))
    .argument("[subject]", say(context.lang, "help.decide.subject"))
    .action(async (code: string, subject: string | undefined, options: DecideOptions) => {
      const { askIgnored } = await import("./decide-ask.ts");
      await take(context, (made) => askIgnored(context, code, subject ?? null, made), options);
    });
}

function addSuccessor(decide: Command, context: CliContext): void {
  addTaking(decide, context, "successor")
    .argument("<structure>", say(context.lang, "help.decide.structure"))
    .argument("<successor>", say(context.lang, "help.decide.structure"))
    .action(async (structure: string, successor: string, options: DecideOptions) => {
      const { askSuccessor } = await import("./decide-ask.ts");
      await take(context, (made) => askSuccessor(structure, successor, made), options);
    });
}

function addClosing(decide: Command, context: CliContext, act: "close" | "reopen"): void {
  addTaking(decide, context, act)
    .argument("<structure>", say(context.lang, "help.decide.structure"))
    .action(async (structure: string, options: DecideOptions) => {
      const { askClosing } = await import("./decide-ask.ts");
      await take(context, (made) => askClosing(structure, act, made), options);
    });
}

function addPause(decide: Command, context: CliContext): void {
  addTaking(decide, context, "pause")
    .argument("[kind]", say(context.lang, "help.decide.scope"))
    .action(async (kind: string | undefined, options: DecideOptions) => {
      const { askPause } = await import("./decide-ask.ts");
      await take(context, (made) => askPause(context, kind ?? null, made), options);
    });
}
