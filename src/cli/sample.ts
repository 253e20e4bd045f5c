/** `campus sample`: writes the invented university, for trying campus or another tool. */
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import { say } from "#i18n/texts.ts";
import type { University } from "#sample/model.ts";
import { type CliContext, print, printJson } from "./context.ts";
import { dayOption, usageError, wholeNumber } from "./options.ts";
import { writeAll } from "./terminal.ts";

const formats = ["ldif", "csv", "sql", "manifest", "days"] as const;
type Format = (typeof formats)[number];

interface SampleOptions {
  readonly size: string;
  readonly seed: string;
  readonly day: string;
  readonly today?: string;
  readonly format: string;
  readonly out?: string;
}

export function addSample(program: Command, context: CliContext): void {
  const { lang } = context;
  program
    .command("sample")
    .description(say(lang, "help.sample"))
    .option("--size <n>", say(lang, "help.sample.size"), "200")
    .option("--seed <n>", say(lang, "help.sample.seed"), "1")
    .option("--day <n>", say(lang, "help.sample.day"), "0")
    .option("--today <day>", say(lang, "help.sample.today"))
    .option("--format <name>", say(lang, "help.sample.format"), "ldif")
    .option("--out <folder>", say(lang, "help.sample.out"))
    .action((options: SampleOptions) => writeSample(context, options));
}

async function writeSample(context: CliContext, options: SampleOptions): Promise<void> {
  const format = formats.find((name) => name === options.format);
  if (format === undefined) {
    throw usageError(context, "usage.value", { option: "--format", value: options.format, expected: formats.join(", ") });
  }
  const { generateUniversity } = await import("#sample/generate.ts");
  const university = generateUniversity({
    size: wholeNumber(context, "--size", options.size, [100, 1_000_000]),
    seed: wholeNumber(context, "--seed", options.seed, [0, 2 ** 31]),
    day: await dayOfStory(context, options),
  });
  if (options.out === undefined) return printSample(context, university, format);
  const folder = resolve(context.folder, options.out);
  const count = await writeFolder(university, format, folder);
  print(context, "sample.written", { count, folder });
}

/** `--today` names the same day of the story by its date. */
async function dayOfStory(context: CliContext, { day, today }: SampleOptions): Promise<number> {
  const date = dayOption(context, today);
  if (date === undefined) return wholeNumber(context, "--day", day, [0, 10_000]);
  const { dayOf, firstDay } = await import("#sample/calendar.ts");
  if (date >= firstDay) return dayOf(date);
  throw usageError(context, "usage.value", { option: "--today", value: date, expected: `≥ ${firstDay}` });
}

async function printSample(context: CliContext, university: University, format: Format): Promise<void> {
  if (format === "manifest") {
    const { manifestOf } = await import("#sample/manifest.ts");
    return printJson(context, manifestOf(university));
  }
  if (format === "days") return printJson(context, await daysOf(university));
  if (format === "csv") throw usageError(context, "sample.needs-out", { format });
  await writeAll(context.out, await chunksOf(university, format));
}

/** What a server filled since day 0 must show, each day up to this one. */
async function daysOf({ size, seed, day }: University): Promise<object> {
  const { countLife } = await import("#sample/life.ts");
  const { todayOf } = await import("#sample/calendar.ts");
  const days = countLife({ size, seed, kind: "csv" }, day);
  return { size, seed, days: days.map((totals, index) => ({ day: index, today: todayOf(index), ...totals })) };
}

/** Text in pieces: a large directory never stands whole in memory. */
async function chunksOf(university: University, format: "ldif" | "sql"): Promise<Iterable<string>> {
  if (format === "ldif") return (await import("#sample/ldif.ts")).ldifChunks(university);
  return (await import("#sample/sql.ts")).sqlChunks(university);
}

/** Writes into the folder and returns how many files that made. */
async function writeFolder(university: University, format: Format, folder: string): Promise<number> {
  mkdirSync(folder, { recursive: true });
  if (format === "ldif" || format === "sql") {
    await pipeline(Readable.from(await chunksOf(university, format)), createWriteStream(join(folder, `univ-demo.${format}`)));
    return 1;
  }
  const files = await filesOf(university, format);
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return files.size;
}

async function filesOf(university: University, format: "csv" | "manifest" | "days"): Promise<ReadonlyMap<string, string>> {
  if (format === "csv") return (await import("#sample/csv.ts")).csvFiles(university);
  const content = format === "days" ? await daysOf(university) : (await import("#sample/manifest.ts")).manifestOf(university);
  return new Map([[`${format}.json`, `${JSON.stringify(content, null, 2)}\n`]]);
}
