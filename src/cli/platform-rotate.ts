/** `campus platform rotate-token`: the token by which campus can be anybody gives way to a new one, without an interruption. */
import type { Command } from "commander";
import type { RotationNews, RotationReport, SynapseAccess } from "#hosting/rotate-token.ts";
import type { RotationStep } from "#hosting/token-slots.ts";
import { say, type TextKey } from "#i18n/texts.ts";
import { type CliContext, exit, print, printJson, tell } from "./context.ts";
import type { EndedSessions } from "./deps.ts";
import { type Hosted, openHosted } from "./hosted.ts";
import { type CommonOptions, usageError } from "./options.ts";
import { refuseContradictions } from "./platform-check.ts";
import { writeMachines } from "./platform-render.ts";

interface RotateOptions extends CommonOptions {
  readonly step?: string;
  readonly out?: string;
  readonly everybody?: boolean;
  readonly confirm?: string;
}

const steps: readonly RotationStep[] = ["add", "use", "drop"];

export function addPlatformRotate(platform: Command, context: CliContext): void {
  const { lang } = context;
  platform
    .command("rotate-token")
    .description(say(lang, "help.platform.rotate"))
    .option("--config <file>", say(lang, "help.config"))
    .option("--server <name>", say(lang, "help.server"))
    .option("--step <name>", say(lang, "help.platform.step"))
    .option("--out <folder>", say(lang, "help.platform.out"))
    .option("--everybody", say(lang, "help.platform.everybody"))
    .option("--confirm <name>", say(lang, "help.platform.confirm-everybody"))
    .option("--json", say(lang, "help.json"))
    .action(async (options: RotateOptions) => rotate(context, await openHosted(context, options), options));
}

async function rotate(context: CliContext, hosted: Hosted, options: RotateOptions): Promise<void> {
  const step = steps.find((one) => one === options.step);
  if (options.step !== undefined && step === undefined)
    throw usageError(context, "usage.value", { option: "--step", value: options.step, expected: steps.join(", ") });
  checkEverybody(context, hosted, options);
  await refuseContradictions(context, hosted);
  if (hosted.platform.target === "systemd") return onMachines(context, hosted, { ...options, step });
  return here(context, hosted, { ...options, step });
}

/** Whoever types the server's name means to sign out all of its people. */
function checkEverybody(context: CliContext, { server, platform }: Hosted, options: RotateOptions): void {
  if (!options.everybody) return;
  const { name } = server;
  if (platform.target === "systemd") throw usageError(context, "rotation.everybody-elsewhere", { server: name, matrix: server.serverName });
  if (options.step !== undefined && options.step !== "drop") throw usageError(context, "rotation.everybody-last");
  if (options.confirm !== name) throw usageError(context, "rotation.confirm", { server: name });
}

interface Chosen extends Omit<RotateOptions, "step"> {
  readonly step: RotationStep | undefined;
}

async function here(context: CliContext, hosted: Hosted, options: Chosen): Promise<void> {
  const { rotateToken } = await import("#hosting/rotate-token.ts");
  const { config, platform, policy } = hosted;
  const deps = await context.deps();
  const by = context.user;
  let everybody: EndedSessions | null = null;
  const report = await rotateToken({
    platform,
    identities: policy.identities,
    allow: deps.allowedCalls,
    ...(options.step === undefined ? {} : { steps: [options.step] }),
    async signOut(access: SynapseAccess) {
      const ended = await deps.endSessions(config, policy, { access, whose: options.everybody ? "everybody" : "identities", by });
      if (options.everybody) everybody = ended;
    },
    watch: (news) => tellNews(context, news),
  });
  if (report.next !== null && options.step === undefined) context.exitCode = exit.pending;
  if (options.json) return printJson(context, { ...report, everybody });
  tellReport(context, report, everybody);
}

const newsKeys: Partial<Readonly<Record<RotationNews["did"], TextKey>>> = {
  add: "rotation.did.add",
  use: "rotation.did.use",
  drop: "rotation.did.drop",
  restarted: "rotation.did.restarted",
  proven: "rotation.did.proven",
  "signed-out": "rotation.did.signed-out",
};

function tellNews(context: CliContext, news: RotationNews): void {
  const key = newsKeys[news.did];
  if (key !== undefined) tell(context, say(context.lang, key, news.did === "restarted" ? { name: news.name } : {}));
}

function tellReport(context: CliContext, { next, isRunning }: RotationReport, everybody: EndedSessions | null): void {
  if (next === null) print(context, "rotation.done");
  else if (isRunning) print(context, "rotation.next", { next });
  else print(context, "rotation.waiting");
  if (everybody === null) return;
  print(context, "rotation.everybody", { count: everybody.accounts });
  if (everybody.administrators.length > 0) print(context, "rotation.administrators", { names: everybody.administrators.join(", ") });
}

const after = { add: "use", use: "drop", drop: null } as const satisfies Record<RotationStep, RotationStep | null>;

/** Each step is a folder to install on one machine; the next one only makes sense after that. */
async function onMachines(context: CliContext, hosted: Hosted, options: Chosen): Promise<void> {
  const { takeStepForMachines } = await import("#hosting/rotate-token.ts");
  const { step } = options;
  if (step === undefined) throw usageError(context, "rotation.step-needed", { machines: machinesOf(hosted) });
  const machines = await takeStepForMachines(hosted.platform.stateFolder, step, () => writeMachines(context, hosted, options));
  const { folder, site } = machines;
  const { name } = step === "use" ? site.hosts.campus : site.hosts.matrix;
  if (options.json) return printJson(context, { step, folder: `${folder}/${name}`, machine: name, next: after[step] });
  print(context, `rotation.machine.${step}`, { folder: `${folder}/${name}`, machine: name });
}

function machinesOf({ platform }: Hosted): string {
  return Object.values(platform.hosts ?? {})
    .map(({ name }) => name)
    .join(", ");
}
