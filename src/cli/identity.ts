/** `campus identity`: whose account is whose, decided by name; what follows waits for two people. */
import type { Command } from "commander";
import type { Decision, DecisionRecord } from "#core/decision.ts";
import type { PassDeps } from "#engine/deps.ts";
import type { Wish } from "#engine/identity.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, print, printJson } from "./context.ts";
import { addActOptions } from "./decide-options.ts";
import { type DecideOptions, printRecord, recordJson, take } from "./decide-run.ts";
import { addPassOptions, type CommonOptions, usageError } from "./options.ts";
import { withPass } from "./pass.ts";

export function addIdentity(program: Command, context: CliContext): void {
  const { lang } = context;
  const identity = program.command("identity").description(say(lang, "help.identity"));
  const merge = identity.command("merge").description(say(lang, "help.identity.merge"));
  merge.argument("<absorbed>", say(lang, "help.why.person")).argument("<survivor>", say(lang, "help.why.person"));
  addActOptions(merge, context).action((person: string, into: string, options: DecideOptions) =>
    decideAll(context, [{ act: "merge", person, into }], options),
  );
  const move = identity.command("move").description(say(lang, "help.identity.move"));
  move.argument("<person>", say(lang, "help.why.person")).argument("<localpart>", say(lang, "help.identity.localpart"));
  addActOptions(move, context).action((person: string, localpart: string, options: DecideOptions) =>
    decideAll(context, [{ act: "move", person, localpart }], options),
  );
  const name = identity.command("name").description(say(lang, "help.identity.name"));
  name.argument("<person>", say(lang, "help.why.person")).argument("<room>", say(lang, "help.why.room"));
  addActOptions(name.argument("<name>", say(lang, "help.identity.local")), context).action(
    (person: string, room: string, text: string, options: DecideOptions) =>
      decideAll(context, [{ act: "name", person, room, name: text }], options),
  );
  const end = identity.command("end").description(say(lang, "help.identity.end")).argument("<person>", say(lang, "help.why.person"));
  addPassOptions(end, context)
    .option("--why <text>", say(lang, "help.decide.why"))
    .action((person: string, options: DecideOptions) => endDecisions(context, person, options));
  addPassOptions(identity.command("list").description(say(lang, "help.identity.list")), context).action((options: CommonOptions) =>
    list(context, options),
  );
}

/** The rooms that an account is in by other hands are looked up now, and become part of the decision. */
export async function decideAll(context: CliContext, wishes: readonly Wish[], options: DecideOptions): Promise<void> {
  const { gatherKnown, meantBy } = await import("#engine/identity.ts");
  const meant = await withPass(context, options, async (deps) => {
    const input = await gatherKnown(deps);
    return wishes.map((wish) => meantBy(input, wish));
  });
  const unknown = meant.flatMap((one) => ("unknown" in one ? [one.unknown] : []));
  if (unknown.length > 0) throw usageError(context, "usage.nobody", { names: unknown.join(", ") });
  const decisions = meant.flatMap((one) => ("decision" in one ? [one.decision] : []));
  await take(context, (made) => () => decisions.map((one) => ({ ...one, value: { ...one.value, ...made } }) as Decision), options);
  if (!options.json && !options.preview && decisions.some(({ kind }) => kind !== "local-name")) print(context, "decision.waits");
}

async function endDecisions(context: CliContext, person: string, options: DecideOptions): Promise<void> {
  const { endIdentityDecisions, gatherKnown } = await import("#engine/identity.ts");
  const { findPerson } = await import("#engine/find.ts");
  if ((options.why ?? "").trim() === "") throw usageError(context, "usage.missingValue", { value: "--why" });
  const ended = await withPass(context, options, async (deps) => {
    const key = findPerson(await gatherKnown(deps), person);
    if (key === null) throw usageError(context, "usage.nobody", { names: person });
    return endIdentityDecisions(deps, key, { by: context.user, why: (options.why ?? "").trim() });
  });
  if (options.json) return printJson(context, { ended: ended.map(({ id }) => id) });
  print(context, "decision.ended", { count: ended.length });
}

async function list(context: CliContext, options: CommonOptions): Promise<void> {
  await withPass(context, options, async (deps) => {
    const records = await readDecisions(deps);
    if (options.json) return printJson(context, { server: deps.server, decisions: records.map((one) => recordJson(context.lang, one)) });
    if (records.length === 0) print(context, "decide.none");
    for (const record of records) printRecord(context, deps, record);
  });
}

function readDecisions({ store, server }: PassDeps): Promise<readonly DecisionRecord[]> {
  return store.decisionHistory(server, { kinds: ["merge", "move", "adoption", "local-name"], open: true, limit: 1000 });
}
