/** `campus scim serve | status | token | revoke | complete`: what an identity provider pushes into campus, and with which tokens. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { AppError } from "#core/errors.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, interruption, print, printJson, printLine } from "./context.ts";
import type { ScimDesk } from "./deps.ts";
import { openConfig } from "./find-config.ts";
import { usageError, wholeNumber } from "./options.ts";
import { instantText } from "./print-plan.ts";
import { oneLine } from "./terminal.ts";

interface ScimOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly source?: string;
  readonly label?: string;
  readonly days?: string;
  readonly out?: string;
}

const standardDays = "90";

export function addScim(program: Command, context: CliContext): void {
  const { lang } = context;
  const scim = program.command("scim").description(say(lang, "help.scim"));
  const add = (name: string, help: Parameters<typeof say>[1]) =>
    scim.command(name).description(say(lang, help)).option("--config <file>", say(lang, "help.config"));
  const withSource = (command: Command) => command.option("--source <name>", say(lang, "help.scim.source"));
  add("serve", "help.scim.serve").action((options: ScimOptions) => withDesk(context, options, (desk) => serve(context, desk)));
  withSource(add("status", "help.scim.status"))
    .option("--json", say(lang, "help.json"))
    .action((options: ScimOptions) => withDesk(context, options, (desk) => status(context, desk, options)));
  withSource(add("token", "help.scim.token"))
    .option("--label <text>", say(lang, "help.scim.label"))
    .option("--days <n>", say(lang, "help.scim.days"), standardDays)
    .option("--out <file>", say(lang, "help.scim.out"))
    .action((options: ScimOptions) => withDesk(context, options, (desk) => issue(context, desk, options)));
  withSource(add("revoke", "help.scim.revoke"))
    .argument("<token>", say(lang, "help.scim.id"))
    .action((token: string, options: ScimOptions) => withDesk(context, options, (desk) => revoke(context, desk, options, token)));
  add("complete", "help.scim.complete")
    .argument("[source]", say(lang, "help.scim.source"))
    .action((source: string | undefined, options: ScimOptions) =>
      withDesk(context, options, (desk) => complete(context, desk, source ?? options.source)),
    );
}

async function withDesk(context: CliContext, options: ScimOptions, work: (desk: ScimDesk) => Promise<void>): Promise<void> {
  const config = await openConfig(context, options.config);
  const desk = await (await context.deps()).openScim(config);
  try {
    await work(desk);
  } finally {
    await desk.close();
  }
}

/** The one that was named, or the only one. */
function sourceOf({ sources }: ScimDesk, named: string | undefined): string {
  const [only] = sources;
  const source = named ?? (sources.length === 1 ? only : undefined);
  if (source === undefined || !sources.includes(source))
    throw new AppError("scim.unknown", { source: named ?? "", known: sources.join(", ") });
  return source;
}

async function serve(context: CliContext, desk: ScimDesk): Promise<void> {
  sourceOf(desk, desk.sources[0]);
  print(context, "scim.serving", { url: await desk.serve(), sources: desk.sources.join(", ") });
  await interruption(context.signal);
}

async function status(context: CliContext, desk: ScimDesk, { source, json }: ScimOptions): Promise<void> {
  const names = source === undefined ? desk.sources : [sourceOf(desk, source)];
  const found = await Promise.all(names.map(async (name) => ({ source: name, ...(await desk.status(name)) })));
  if (json) return printJson(context, { sources: found.map(({ tokens, ...one }) => ({ ...one, tokens: tokens.map(visible) })) });
  if (found.length === 0) print(context, "scim.none");
  for (const { source: name, users, groups, lastAt, readyAt, readyBy, tokens } of found) {
    print(context, "scim.pushed", { source: name, users, groups, at: instantText(lastAt) });
    print(context, readyAt === null ? "scim.waiting" : "scim.ready", { source: name, at: instantText(readyAt), by: readyBy ?? "" });
    for (const { id, label, expiresAt, usedAt } of tokens)
      printLine(
        context,
        `  ${oneLine(say(context.lang, "scim.token-line", { id, label, at: instantText(expiresAt), used: instantText(usedAt) }))}`,
      );
  }
}

/** Everything of a token but its hash. */
function visible({ id, label, expiresAt, usedAt }: { id: string; label: string; expiresAt: string; usedAt: string | null }) {
  return { id, label, expiresAt, usedAt };
}

async function issue(context: CliContext, desk: ScimDesk, options: ScimOptions): Promise<void> {
  const source = sourceOf(desk, options.source);
  const label = options.label?.trim() ?? "";
  if (label === "") throw usageError(context, "usage.missingValue", { value: "--label" });
  const days = wholeNumber(context, "--days", options.days ?? standardDays, [1, 90]);
  const { id, token, expiresAt } = await desk.issue({ source, label, days, by: context.user });
  const file = options.out === undefined ? null : resolve(context.folder, options.out);
  if (file === null) printLine(context, token);
  else writeFileSync(file, `${token}\n`, { mode: 0o600, flag: "wx" });
  context.err.write(
    `${say(context.lang, file === null ? "scim.issued" : "scim.issued-file", { id, at: instantText(expiresAt), file: file ?? "" })}\n`,
  );
}

async function revoke(context: CliContext, desk: ScimDesk, options: ScimOptions, token: string): Promise<void> {
  const source = sourceOf(desk, options.source);
  if (!(await desk.revoke(source, token, context.user)))
    throw new AppError("scim.unknown", { source, token, known: desk.sources.join(", ") });
  print(context, "scim.revoked", { id: token });
}

async function complete(context: CliContext, desk: ScimDesk, named: string | undefined): Promise<void> {
  const source = sourceOf(desk, named);
  await desk.complete(source, context.user);
  const { users, groups } = await desk.status(source);
  print(context, "scim.completed", { source, users, groups });
}
