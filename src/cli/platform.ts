/** `campus platform render | check | up | status | down`: the Matrix platform that the configuration describes. */
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { AppError } from "#core/errors.ts";
import type { ProcessStatus } from "#hosting/status.ts";
import { formatNumber } from "#i18n/render.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, exit, interruption, print, printJson, printLine } from "./context.ts";
import { type Hosted, openHosted, pythonOf } from "./hosted.ts";
import type { CommonOptions } from "./options.ts";
import { checkHosted, refuseContradictions } from "./platform-check.ts";
import { renderHosted, requireHere } from "./platform-render.ts";
import { addPlatformReset } from "./platform-reset.ts";
import { addPlatformRotate } from "./platform-rotate.ts";
import { addPlatformSize } from "./platform-size.ts";
import { table } from "./terminal.ts";

type Act = (context: CliContext, hosted: Hosted, options: CommonOptions) => Promise<void>;

export function addPlatform(program: Command, context: CliContext): void {
  const { lang } = context;
  const platform = program.command("platform").description(say(lang, "help.platform"));
  const acts = { render: renderHosted, check: checkHosted, up, status, down } as const satisfies Record<string, Act>;
  for (const [name, act] of Object.entries(acts)) {
    const command = platform.command(name);
    if (name === "render") addRenderOptions(command, context);
    command
      .description(say(lang, `help.platform.${name as keyof typeof acts}`))
      .option("--config <file>", say(lang, "help.config"))
      .option("--server <name>", say(lang, "help.server"))
      .option("--json", say(lang, "help.json"))
      .action(async (options: CommonOptions) => {
        await act(context, await openHosted(context, options), options);
      });
  }
  addPlatformSize(platform, context);
  addPlatformReset(platform, context);
  addPlatformRotate(platform, context);
}

function addRenderOptions(command: Command, { lang }: CliContext): void {
  command.option("--target <name>", say(lang, "help.platform.target")).option("--out <folder>", say(lang, "help.platform.out"));
}

/** Python that has Synapse: the launcher's own environment. */
export function synapsePython(context: CliContext): string {
  const python = pythonOf(context);
  if (!existsSync(python)) throw new AppError("platform.missing-program", { name: "Synapse", command: "./campus platform up" });
  return python;
}

async function up(context: CliContext, hosted: Hosted, options: CommonOptions): Promise<void> {
  const { platform, policy } = hosted;
  requireHere(platform);
  await refuseContradictions(context, hosted);
  const { startPlatform } = await import("#hosting/start-platform.ts");
  const deps = await context.deps();
  const { identities } = policy;
  const running = await startPlatform({ platform, identities, python: synapsePython(context), allow: deps.allowedCalls });
  await deps.bootstrapIdentities(running, policy);
  await running.endBootstrap();
  if (options.json) printJson(context, { url: running.baseUrl, serverName: running.serverName }, 0);
  else print(context, "platform.up", { url: running.baseUrl });
  await Promise.race([interruption(context.signal), running.stopped]);
  await running.stop();
  if (!options.json) print(context, "platform.stopped");
}

async function status(context: CliContext, { platform }: Hosted, options: CommonOptions): Promise<void> {
  const { readStatus } = await import("#hosting/status.ts");
  const { running, processes } = await readStatus(platform.stateFolder);
  context.exitCode = running ? exit.done : exit.error;
  if (options.json) return printJson(context, { processes });
  if (!running) return print(context, "platform.not-running");
  const columns = ["name", "pid", "port", "state", "memory", "restarts"] as const;
  const head = columns.map((column) => say(context.lang, `platform.column.${column}`));
  printLine(context, table([head, ...processes.map((one) => rowOf(context, one))]));
}

function rowOf(context: CliContext, { name, pid, port, up: isUp, healthy, memoryBytes, restarts }: ProcessStatus): string[] {
  const state = say(context.lang, healthy ? "platform.state.healthy" : isUp ? "platform.state.up" : "platform.state.down");
  const memory = memoryBytes === null ? "–" : `${formatNumber(context.lang, Math.round(memoryBytes / 1e6))} M`;
  return [name, pid === null ? "–" : String(pid), port === 0 ? "–" : String(port), state, memory, String(restarts)];
}

async function down(context: CliContext, { platform }: Hosted, options: CommonOptions): Promise<void> {
  const { stopPlatform } = await import("#hosting/stop-platform.ts");
  const outcome = await stopPlatform(platform.stateFolder);
  if (options.json) return printJson(context, { outcome });
  print(context, outcome === "stopped" ? "platform.stopped" : "platform.not-running");
}
