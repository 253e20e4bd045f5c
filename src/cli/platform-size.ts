/** `campus platform size`: an advice of workers, memory, connections and disk for a number of people, with a table to paste. */
import type { Command } from "commander";
import { say } from "#i18n/texts.ts";
import { mostPeople, type Size, sizeFor } from "#platform/size.ts";
import { writeYaml, type YamlValue } from "#platform/yaml.ts";
import { type CliContext, print, printJson, printLine } from "./context.ts";
import { wholeNumber } from "./options.ts";

interface SizeOptions {
  readonly people: string;
  readonly json?: boolean;
}

export function addPlatformSize(platform: Command, context: CliContext): void {
  const { lang } = context;
  platform
    .command("size")
    .description(say(lang, "help.platform.size"))
    .requiredOption("--people <n>", say(lang, "help.platform.people"))
    .option("--json", say(lang, "help.json"))
    .action((options: SizeOptions) => size(context, options));
}

function size(context: CliContext, { people, json }: SizeOptions): void {
  const advice = sizeFor(wholeNumber(context, "--people", people, [1, mostPeople]));
  const { lang } = context;
  const yaml = tableOf(context, advice);
  const reasons = advice.reasons.map(({ code, params }) => ({ code, params, text: say(lang, `size.reason.${code}`, params) }));
  if (json) printJson(context, { ...advice, reasons, yaml });
  else printAdvice(context, advice, { texts: reasons.map(({ text }) => text), yaml });
}

function printAdvice(context: CliContext, advice: Size, { texts, yaml }: { texts: readonly string[]; yaml: string }): void {
  print(context, "size.title", { people: advice.people });
  for (const [key, params] of figures(advice)) printLine(context, `  ${say(context.lang, key, params)}`);
  printLine(context, "");
  for (const text of texts) printLine(context, `- ${text}`);
  print(context, "size.watch");
  printLine(context, `\n${yaml}`);
}

type Figure = readonly ["size.processes" | "size.memory" | "size.connections" | "size.disk", Readonly<Record<string, number>>];

function figures({ processes, workers, cores, memoryMb, maxConnections, connectionsPerProcess, diskGb }: Size): readonly Figure[] {
  return [
    ["size.processes", { processes, workers: workers.length, cores }],
    ["size.memory", { synapse: memoryMb.synapse, database: memoryMb.database }],
    ["size.connections", { each: connectionsPerProcess, max: maxConnections }],
    ["size.disk", { database: diskGb.database, media: diskGb.media }],
  ];
}

/** The part of `platform` that the advice decides, as it is written in campus.yaml; empty duties are left out. */
function tableOf(context: CliContext, { workers, connectionsPerProcess, cacheFactor, maxConnections, sharedBuffersMb }: Size): string {
  const table = workers.map(({ name, ...duties }): YamlValue => {
    return { name, ...Object.fromEntries(Object.entries(duties).filter(([, words]) => words.length > 0)) };
  });
  const synapse = { connectionsPerProcess, cacheFactor, workers: table };
  const database = { kind: "postgres", maxConnections, sharedBuffersMb };
  return writeYaml([{ comment: say(context.lang, "size.paste"), values: { synapse, database } }]);
}
