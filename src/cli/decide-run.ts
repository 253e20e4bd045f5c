/** Takes, previews or ends decisions for `campus decide`, and tells what came of it. */
import type { Change } from "#core/change.ts";
import type { DecisionRecord } from "#core/decision.ts";
import type { Decided } from "#core/decisions.ts";
import type { Ask } from "#engine/decide.ts";
import type { PassDeps } from "#engine/deps.ts";
import type { DecisionName } from "#engine/ports.ts";
import type { Act, Preview } from "#engine/preview-decision.ts";
import { decisionSentence, endSentence } from "#i18n/decisions.ts";
import { changeSentence, type Names, problemSentence, sentence } from "#i18n/sentences.ts";
import type { Lang } from "#i18n/words.ts";
import { type CliContext, print, printJson, printLine } from "./context.ts";
import { namesOf } from "./names.ts";
import { type CommonOptions, dayOption } from "./options.ts";
import { withPass } from "./pass.ts";
import { changeJson } from "./print-plan.ts";
import { oneLine } from "./terminal.ts";

export interface DecideOptions extends CommonOptions {
  readonly why?: string;
  readonly until?: string;
  readonly preview?: boolean;
  readonly digest?: string;
}

/** `asking` is given author, reason and days. With `--preview` nothing is recorded. */
export async function take(context: CliContext, asking: (made: Decided) => Ask, options: DecideOptions): Promise<void> {
  const { checkDecisions, takeDecisions } = await import("#engine/decide.ts");
  const until = dayOption(context, options.until, "--until") ?? null;
  await withPass(context, options, async (deps) => {
    const ask = asking({ by: context.user, reason: options.why ?? "", since: deps.clock.today(), until });
    if (options.preview) return preview(context, deps, { take: await checkDecisions(deps, ask) }, options);
    const records = await takeDecisions(deps, ask, options.digest ?? null);
    if (options.json) return printJson(context, { server: deps.server, decisions: records.map((one) => recordJson(context.lang, one)) });
    print(context, "decide.taken", { count: records.length });
    for (const { decision } of records) printLine(context, `  ${oneLine(decisionSentence(context.lang, decision))}`);
  });
}

export async function end(context: CliContext, which: (deps: PassDeps) => Promise<DecisionName>, options: DecideOptions): Promise<void> {
  const { endDecision } = await import("#engine/decide.ts");
  await withPass(context, options, async (deps) => {
    const name = await which(deps);
    if (options.preview) return preview(context, deps, { end: name }, options);
    const ending = { by: context.user, why: options.why ?? "", digest: options.digest ?? null };
    const record = await endDecision(deps, name, ending);
    if (options.json) return printJson(context, recordJson(context.lang, record));
    printRecord(context, deps, record);
  });
}

/** A record with how it stopped, if it did. */
export function printRecord(context: CliContext, deps: Pick<PassDeps, "clock">, record: DecisionRecord): void {
  const { lang } = context;
  printLine(context, oneLine(decisionSentence(lang, record.decision)));
  const ended = endSentence(lang, record, deps.clock.today());
  if (ended !== null) printLine(context, `  ${oneLine(ended)}`);
}

/** The stable JSON shape of a decision and its end. */
export function recordJson(lang: Lang, { id, decision, at, ended }: DecisionRecord) {
  return { id, kind: decision.kind, ...decision.value, at, ended, text: decisionSentence(lang, decision) };
}

async function preview(context: CliContext, deps: PassDeps, act: Act, { json }: DecideOptions): Promise<void> {
  const { previewAct } = await import("#engine/preview-decision.ts");
  const shown = await previewAct(deps, act);
  if (json) return printJson(context, previewJson(context.lang, deps.server, shown));
  const names = namesOf(context.lang, await deps.store.loadLedger(deps.server, deps.clock.today()));
  printPreview(context, shown, names);
}

function previewJson(lang: Lang, server: string, { digest, problems, appears, vanishes, held, released }: Preview) {
  const list = (changes: readonly Change[]) => changes.map((change) => changeJson(lang, change));
  return {
    server,
    digest,
    appears: list(appears),
    vanishes: list(vanishes),
    held: held.map(({ key }) => key),
    released: released.map(({ key }) => key),
    problems: problems.map((one) => ({ ...one, text: problemSentence(lang, one) })),
  };
}

function printPreview(context: CliContext, shown: Preview, names: Names): void {
  const { lang } = context;
  const parts = ["appears", "vanishes", "held", "released"] as const;
  if (parts.every((part) => shown[part].length === 0)) print(context, "decide.preview.nothing");
  for (const part of parts.filter((one) => shown[one].length > 0)) {
    print(context, `decide.preview.${part}`, { count: shown[part].length });
    for (const change of shown[part])
      printLine(context, `  ${oneLine(`${changeSentence(lang, change, names)} — ${sentence(lang, change.reason, names)}`)}`);
  }
  if (shown.problems.length > 0) print(context, "decide.preview.problems");
  for (const one of shown.problems) printLine(context, `  ${oneLine(problemSentence(lang, one))}`);
  print(context, "decide.preview.digest", { digest: shown.digest });
}
