/** `campus plan --try FILE`: what another policy would do, beside what today's does; never applied. */
import { resolve } from "node:path";
import { makePolicy } from "#config/policy.ts";
import type { Change, ChangeKind } from "#core/change.ts";
import { countKinds } from "#core/counts.ts";
import type { Trial } from "#engine/try-policy.ts";
import { changeSentence, kindHeading, type Names, sentence } from "#i18n/sentences.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, exit, print, printJson, printLine } from "./context.ts";
import { chooseServer, openConfig } from "./find-config.ts";
import { namesOf } from "./names.ts";
import type { CommonOptions } from "./options.ts";
import { withPass } from "./pass.ts";
import { planJson, printHeld } from "./print-plan.ts";
import { oneLine } from "./terminal.ts";

/** What the JSON of a trial says instead of a saved plan's number: `campus apply` refuses it by this. */
const trialPlanId = "trial";

const examplesShown = 10;

export async function tryPlan(context: CliContext, options: CommonOptions & { readonly try: string }): Promise<void> {
  const { tryPolicy } = await import("#engine/try-policy.ts");
  const other = await openConfig(context, resolve(context.folder, options.try));
  const edited = chooseServer(context, other, options.server);
  const { trial, names } = await withPass(context, options, async (deps) => {
    const made = await tryPolicy(deps, makePolicy(edited.serverName, edited.policy));
    return { trial: made, names: namesOf(context.lang, await deps.store.loadLedger(deps.server, deps.clock.today()), made.trial) };
  });
  const { added, removed } = trial.difference;
  context.exitCode = added.length + removed.length > 0 ? exit.pending : exit.done;
  if (options.json) return printJson(context, trialJson(context, trial));
  printTrial(context, trial, names);
}

function trialJson({ lang }: CliContext, { today, trial, difference }: Trial) {
  const saved = { id: trialPlanId, sha256: trialPlanId, savedAt: "", by: "", plan: trial };
  const { added, removed, counts } = difference;
  return {
    ...planJson(lang, { plan: saved, counts: countKinds(trial.changes), sources: [] }),
    trial: true,
    today: trial.today,
    countsToday: countKinds(today.changes),
    difference: { counts, added: added.map(({ key }) => key), removed: removed.map(({ key }) => key) },
  };
}

function printTrial(context: CliContext, { today, trial, difference }: Trial, names: Names): void {
  const { lang } = context;
  print(context, "trial.title", { server: trial.server, now: today.changes.length, tried: trial.changes.length });
  const counts = Object.entries(difference.counts) as [ChangeKind, { added: number; removed: number }][];
  if (counts.length === 0) {
    print(context, "trial.same");
    return;
  }
  for (const [kind, { added, removed }] of counts)
    printLine(context, `  ${say(lang, "trial.line", { added, removed, label: kindHeading(lang, kind, Math.max(added, removed)) })}`);
  printHeld(context, trial);
  printSome(context, "+", difference.added, names);
  printSome(context, "−", difference.removed, names);
  print(context, "trial.never");
}

function printSome(context: CliContext, sign: string, changes: readonly Change[], names: Names): void {
  const { lang } = context;
  for (const change of changes.slice(0, examplesShown))
    printLine(context, oneLine(`${sign} ${changeSentence(lang, change, names)} — ${sentence(lang, change.reason, names)}`));
  if (changes.length > examplesShown) print(context, "plan.more", { count: changes.length - examplesShown });
}
