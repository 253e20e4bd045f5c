/** `campus hold list | show | approve | reject`: what guards hold, decided by name, whole or in part. */
import type { Command } from "commander";
import type { Change, ChangeKind } from "#core/change.ts";
import type { GuardName } from "#core/guard-names.ts";
import { changeKey } from "#core/ids.ts";
import { thingOf } from "#core/thing.ts";
import type { PassDeps } from "#engine/deps.ts";
import type { OnTheTable, Part } from "#engine/held.ts";
import { changeSentence, guardName, type Names, sentence } from "#i18n/sentences.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, exit, print, printJson, printLine } from "./context.ts";
import { namesOf } from "./names.ts";
import { addPassOptions, addScopeOptions, type CommonOptions, type ScopeOptions, scopeOption, usageError } from "./options.ts";
import { withPass } from "./pass.ts";
import { printHeld } from "./print-plan.ts";
import { oneLine } from "./terminal.ts";

interface HoldOptions extends CommonOptions, ScopeOptions {
  readonly plan?: string;
  readonly guard?: readonly string[];
  readonly key?: readonly string[];
  readonly all?: boolean;
  readonly as?: string;
  readonly comment?: string;
}

const shownAtMost = 200;

export function addHold(program: Command, context: CliContext): void {
  const { lang } = context;
  const hold = program.command("hold").description(say(lang, "help.hold"));
  const acts = { list, show, approve: decide("approve"), reject: decide("reject") } as const;
  for (const [name, act] of Object.entries(acts)) {
    const command = hold.command(name).description(say(lang, `help.hold.${name as keyof typeof acts}`));
    addPassOptions(command, context).option("--plan <id>", say(lang, "help.hold.plan"));
    if (name !== "list") addPart(command, context);
    if (name === "approve" || name === "reject") addSaid(command, context);
    command.action((options: HoldOptions) => act(context, options));
  }
}

function addPart(command: Command, context: CliContext): void {
  addScopeOptions(command, context)
    .option("--guard <name...>", say(context.lang, "help.hold.guard"))
    .option("--key <key...>", say(context.lang, "help.hold.key"));
}

function addSaid(command: Command, { lang }: CliContext): void {
  command
    .option("--all", say(lang, "help.hold.all"))
    .option("--as <name>", say(lang, "help.hold.as"))
    .requiredOption("--comment <text>", say(lang, "help.hold.comment"));
}

interface Shown {
  readonly table: OnTheTable;
  readonly names: Names;
}

async function look(context: CliContext, deps: PassDeps, { plan }: HoldOptions): Promise<Shown> {
  const { onTheTable } = await import("#engine/held.ts");
  const table = await onTheTable(deps, plan ?? null);
  const ledger = await deps.store.loadLedger(deps.server, table.saved.plan.today);
  return { table, names: namesOf(context.lang, ledger, table.saved.plan) };
}

async function list(context: CliContext, options: HoldOptions): Promise<void> {
  const shown = await withPass(context, options, (deps) => look(context, deps, options));
  const { saved, waiting, released, standing } = shown.table;
  context.exitCode = waiting.length > 0 ? exit.held : exit.done;
  if (options.json) return printJson(context, tableJson(context, shown, waiting));
  if (waiting.length + released.length === 0) print(context, "hold.none", { plan: saved.id });
  else {
    print(context, "hold.title", { plan: saved.id, at: saved.savedAt, by: saved.by });
    printHeld(context, saved.plan);
  }
  if (released.length > 0) print(context, "hold.released", { count: released.length });
  for (const said of new Map(standing.map((hold) => [`${hold.by} ${hold.at}`, hold])).values()) {
    const own = standing.filter(({ by, at }) => by === said.by && at === said.at);
    const count = new Set(own.map(({ key }) => thingOf(key))).size;
    const { undoes = "", until } = said;
    print(context, said.cause === "rejected" ? "hold.rejected-by" : "hold.undone-by", { ...said, undoes, until: until ?? "", count });
  }
  if (waiting.length > 0) print(context, "hold.next");
}

async function show(context: CliContext, options: HoldOptions): Promise<void> {
  const { isInPart } = await import("#engine/held.ts");
  const part = partOf(context, options);
  const shown = await withPass(context, options, (deps) => look(context, deps, options));
  const chosen = shown.table.waiting.filter((change) => isInPart(change, part));
  context.exitCode = chosen.length > 0 ? exit.held : exit.done;
  if (options.json) return printJson(context, tableJson(context, shown, chosen));
  for (const change of chosen.slice(0, shownAtMost)) printChange(context, shown, change);
  if (chosen.length > shownAtMost) print(context, "plan.more", { count: chosen.length - shownAtMost });
}

function printChange(context: CliContext, { table, names }: Shown, change: Change): void {
  const { lang } = context;
  const guard = change.held === undefined ? "" : guardName(lang, change.held);
  const people = [...(table.approvers.get(change.key) ?? [])];
  const said = people.length === 0 ? "" : ` · ${say(lang, "hold.approved", { people: people.join(", "), needed: table.needed(change) })}`;
  printLine(context, oneLine(`[${guard}] ${changeSentence(lang, change, names)} — ${sentence(lang, change.reason, names)}${said}`));
}

/** The stable JSON shape of what is held. */
function tableJson({ lang }: CliContext, { table, names }: Shown, changes: readonly Change[]) {
  const { saved, released, approvers, needed, standing } = table;
  return {
    server: saved.plan.server,
    planId: saved.id,
    savedAt: saved.savedAt,
    by: saved.by,
    guards: saved.plan.guards.filter(({ verdict }) => verdict === "held"),
    released: released.map(({ key }) => key),
    waiting: changes.map((change) => ({
      key: change.key,
      kind: change.kind,
      held: change.held,
      needed: needed(change),
      approvedBy: [...(approvers.get(change.key) ?? [])],
      text: changeSentence(lang, change, names),
      reason: sentence(lang, change.reason, names),
    })),
    standing: standing.map(({ effect: _, ...hold }) => hold),
  };
}

function decide(verdict: "approve" | "reject") {
  return async (context: CliContext, options: HoldOptions): Promise<void> => {
    const part = partOf(context, options);
    if (isEmpty(part) && !options.all) throw usageError(context, "hold.which");
    const said = { by: context.user, label: options.as?.trim() || context.user, comment: options.comment ?? "" };
    const { approvePart, onTheTable, rejectPart } = await import("#engine/held.ts");
    const { chosen, after } = await withPass(context, options, async (deps) => {
      const table = await onTheTable(deps, options.plan ?? null);
      const chosen = await (verdict === "approve" ? approvePart : rejectPart)(deps, table, part, said);
      return { chosen, after: await onTheTable(deps, table.saved.id) };
    });
    const keys = new Set(chosen.map(({ key }) => key));
    const released = after.released.filter(({ key }) => keys.has(key)).length;
    if (options.json) return printJson(context, { planId: after.saved.id, [verdict]: [...keys], released, waiting: after.waiting.length });
    if (verdict === "reject") return print(context, "hold.rejected", { count: chosen.length });
    print(context, "hold.approved-now", { count: released });
    if (released < chosen.length) print(context, "hold.not-enough", { count: chosen.length - released });
  };
}

function partOf(context: CliContext, options: HoldOptions): Part {
  const { people = [], structures = [], kinds = [] } = scopeOption(context, options) ?? {};
  const guards = (options.guard ?? []) as GuardName[];
  return { guards, people, structures, kinds: kinds as ChangeKind[], keys: (options.key ?? []).map(changeKey) };
}

function isEmpty({ guards, people, structures, kinds, keys }: Part): boolean {
  return [guards, people, structures, kinds, keys].every((list) => list.length === 0);
}
