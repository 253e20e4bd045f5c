/** `campus decide list | history | end`: decisions already taken. */
import type { Command } from "commander";
import { type DecisionFilter, type DecisionKind, decisionKinds, ignoredKey } from "#core/decision.ts";
import { isInForce } from "#core/decisions.ts";
import type { ProblemCode } from "#core/problem.ts";
import type { PassDeps } from "#engine/deps.ts";
import { findPerson, findStructure } from "#engine/find.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, print, printJson } from "./context.ts";
import { addActOptions } from "./decide-options.ts";
import { type DecideOptions, end, printRecord, recordJson } from "./decide-run.ts";
import { addPassOptions, type CommonOptions, usageError, wholeNumber } from "./options.ts";
import { withPass } from "./pass.ts";

interface ListOptions extends CommonOptions {
  readonly kind?: string;
  readonly about?: string;
  readonly limit?: string;
}

const mostRows = 100_000;

export function addDecideLists(decide: Command, context: CliContext): void {
  const { lang } = context;
  for (const name of ["list", "history"] as const) {
    const command = decide
      .command(name)
      .description(say(lang, `help.decide.${name}`))
      .option("--kind <kind>", say(lang, "help.decide.kind"))
      .option("--about <subject>", say(lang, "help.decide.about"));
    if (name === "history") command.option("--limit <n>", say(lang, "help.decide.limit"), "100");
    addPassOptions(command, context).action((options: ListOptions) => list(context, options, name === "list"));
  }
  const command = decide
    .command("end")
    .description(say(lang, "help.decide.end"))
    .argument("<kind>", say(lang, "help.decide.kind"))
    .argument("[subject]", say(lang, "help.decide.about"))
    .argument("[of]", say(lang, "help.decide.subject"));
  addActOptions(command, context).action((kind: string, subject: string | undefined, of: string | undefined, options: DecideOptions) =>
    end(context, (deps) => nameOf(deps, kindOption(context, kind), subject, of), options),
  );
}

function kindOption(context: CliContext, kind: string): DecisionKind {
  const found = decisionKinds.find((one) => one === kind);
  if (found === undefined) throw usageError(context, "usage.decide.kind", { value: kind, kinds: decisionKinds.join(", ") });
  return found;
}

/** In force only for `list`; an expired decision that nobody ended shows in the history. */
async function list(context: CliContext, options: ListOptions, current: boolean): Promise<void> {
  const kinds = options.kind === undefined ? {} : { kinds: [kindOption(context, options.kind)] };
  const limit = options.limit === undefined ? mostRows : wholeNumber(context, "--limit", options.limit, [1, mostRows]);
  await withPass(context, options, async (deps) => {
    const subject = options.about === undefined ? {} : { subject: await subjectIn(deps, options.about) };
    const filter: DecisionFilter = { ...kinds, ...subject, limit, ...(current ? { open: true } : {}) };
    const found = await deps.store.decisionHistory(deps.server, filter);
    const today = deps.clock.today();
    const shown = current ? found.filter(({ decision }) => isInForce(decision.value, today)) : found;
    if (options.json) return printJson(context, { server: deps.server, decisions: shown.map((one) => recordJson(context.lang, one)) });
    if (shown.length === 0) return print(context, "decide.none");
    for (const record of shown) printRecord(context, deps, record);
  });
}

/** Names of people and structures as the directory has them; anything else is taken as typed. */
async function subjectIn(deps: PassDeps, text: string): Promise<string> {
  const { loadKnown } = await import("#engine/known.ts");
  const world = await loadKnown(deps);
  return findPerson(world, text) ?? findStructure(world, text) ?? text;
}

async function nameOf(deps: PassDeps, kind: DecisionKind, subject: string | undefined, of: string | undefined) {
  if (kind === "pause") return { kind, subject: subject ?? "everything" };
  if (kind === "ignored") return { kind, subject: ignoredKey((subject ?? "") as ProblemCode, of ?? null) };
  return { kind, subject: await subjectIn(deps, subject ?? "") };
}
