/** `campus join`: what an administrator gives a Synapse that campus doesn't run, then whether it was given (docs/RULES.md §9). */
import { dirname, join } from "node:path";
import type { Command } from "commander";
import type { CampusConfig, ServerConfig } from "#config/schema.ts";
import type { Policy } from "#core/policy.ts";
import { say, type TextKey } from "#i18n/texts.ts";
import { type CliContext, print, printJson, printLine } from "./context.ts";
import { lookAtJoined } from "./examine.ts";
import { chooseServer, openConfig } from "./find-config.ts";
import { type Finding, failureFinding, printFindings } from "./finding.ts";
import { type CommonOptions, usageError } from "./options.ts";

interface JoinOptions extends CommonOptions {
  readonly database: string;
  readonly address?: string;
}

export function addJoin(program: Command, context: CliContext): void {
  const { lang } = context;
  program
    .command("join")
    .description(say(lang, "help.join"))
    .option("--config <file>", say(lang, "help.config"))
    .option("--server <name>", say(lang, "help.server"))
    .option("--database <name>", say(lang, "help.config.database"), "synapse")
    .option("--address <ip>", say(lang, "help.join.address"))
    .option("--json", say(lang, "help.json"))
    .action((options: JoinOptions) => joinServer(context, options));
}

interface Joining {
  readonly config: CampusConfig;
  readonly server: ServerConfig;
  readonly policy: Policy;
  readonly folder: string;
}

/** The files are made once and kept; looked at is only a server whose token was there before. */
async function joinServer(context: CliContext, options: JoinOptions): Promise<void> {
  const { makePolicy } = await import("#config/policy.ts");
  const { readIfThere } = await import("#hosting/private-files.ts");
  const config = await openConfig(context, options.config);
  const server = chooseServer(context, config, options.server);
  if (server.platform !== undefined) throw usageError(context, "usage.join.platform", { names: server.name });
  if (!/^[A-Za-z0-9_-]{1,63}$/.test(options.database)) throw usageError(context, "usage.database", { text: options.database });
  const folder = join(config.stateFolder, "join", server.name);
  const joining = { config, server, policy: makePolicy(server.serverName, server.policy), folder };
  const isNew = readIfThere(server.tokenFile) === null;
  await writeFiles(joining, options);
  const findings = isNew ? [] : await look(context, joining);
  const isDone = !isNew && findings.every(({ severity }) => severity !== "error");
  if (options.json) return tellJson(context, joining, { isDone, findings });
  if (!isDone) printSteps(context, joining);
  if (!isNew) printFindings(context, findings, false);
  if (isDone) print(context, "join.done");
}

/** Readable by their owner only: whoever has the registration can be anybody on the server. */
async function writeFiles({ server, policy, folder }: Joining, { database, address }: JoinOptions): Promise<void> {
  const { makeFolder, readIfThere, writePrivate } = await import("#hosting/private-files.ts");
  const { newToken } = await import("#hosting/secrets.ts");
  const { registration } = await import("#platform/synapse/registration.ts");
  const { standaloneObserveSql } = await import("#platform/postgres/standalone-observe.ts");
  const { writeYaml } = await import("#platform/yaml.ts");
  const keep = (file: string): string => {
    const known = readIfThere(file)?.trim();
    if (known) return known;
    const made = newToken();
    makeFolder(dirname(file));
    writePrivate(file, `${made}\n`);
    return made;
  };
  makeFolder(folder);
  const slot = { name: "a", asToken: keep(server.tokenFile), hsToken: keep(join(folder, "hs-token")) } as const;
  const { serverName } = server;
  const registered = registration({ serverName, identities: policy.identities, appServiceAddress: address ?? null }, slot);
  writePrivate(registrationFile(folder), writeYaml([registered]));
  writePrivate(observeFile(folder), standaloneObserveSql(database));
}

async function look(context: CliContext, { config, server }: Joining): Promise<readonly Finding[]> {
  const findings = await lookAtJoined(context, config, server).catch((error: unknown) => [
    failureFinding(context, "server", server.name, error),
  ]);
  if (server.mode === "shadow") return findings;
  const text = say(context.lang, "join.active", { names: server.name });
  return [...findings, { check: "mode", severity: "warning", subject: server.name, text, remedy: say(context.lang, "join.active.remedy") }];
}

interface Step {
  readonly text: string;
  /** To be typed as it is; null: nothing to type. */
  readonly command: string | null;
}

/** What an administrator does, in order; nothing of it is done by campus. */
function stepsFor({ lang }: CliContext, { server, policy, folder }: Joining): readonly Step[] {
  const { connector, agentSmith } = policy.identities;
  const url = server.url.replace(/\/$/, "");
  const user = encodeURIComponent(`@${connector}:${server.serverName}`);
  const asService = `-H "Authorization: Bearer $(cat '${server.tokenFile}')"`;
  const account = (name: string) => `'{"type":"m.login.application_service","username":"${name}","inhibit_login":true}'`;
  const register = (name: string) => `curl -sS ${asService} -d ${account(name)} ${url}/_matrix/client/v3/register`;
  const grant = `curl -sS -X PUT -H "Authorization: Bearer ADMIN_TOKEN" -d '{"admin":true}' ${url}/_synapse/admin/v1/users/${user}/admin`;
  const step = (key: TextKey, command: string | null = null): Step => ({
    text: say(lang, key, { file: registrationFile(folder) }),
    command,
  });
  return [
    step("join.registration"),
    step("join.identities", [connector, agentSmith].map(register).join("\n")),
    step("join.administrator", grant),
    step("join.database", `psql -f '${observeFile(folder)}' -c '\\password campus_observer'`),
    step("join.again", "campus join"),
  ];
}

const registrationFile = (folder: string): string => join(folder, "campus-registration.yaml");
const observeFile = (folder: string): string => join(folder, "observe.sql");

function printSteps(context: CliContext, joining: Joining): void {
  print(context, "join.title", { names: joining.server.name });
  for (const [index, { text, command }] of stepsFor(context, joining).entries()) {
    printLine(context, `\n${index + 1}. ${text}`);
    if (command !== null) printLine(context, `\n${command.replace(/^/gm, "   ")}`);
  }
}

function tellJson(context: CliContext, joining: Joining, { isDone, findings }: { isDone: boolean; findings: readonly Finding[] }): void {
  const { server, folder } = joining;
  context.exitCode = findings.some(({ severity }) => severity === "error") ? 1 : 0;
  const files = { registration: registrationFile(folder), observeSql: observeFile(folder) };
  printJson(context, { server: server.name, mode: server.mode, ...files, ready: isDone, steps: stepsFor(context, joining), findings });
}
