/** The checks behind `campus doctor`, from the configuration outward; a check that can't be made says why. */
import { makePolicy } from "#config/policy.ts";
import { type CampusConfig, platformOf, type ServerConfig } from "#config/schema.ts";
import { isWorldReadable, readSecret, secretFiles } from "#config/secrets.ts";
import { AppError } from "#core/errors.ts";
import { largePrivateRooms } from "#core/large-rooms.ts";
import { mergeReadings } from "#core/merge.ts";
import type { Problem } from "#core/problem.ts";
import { compareLinks } from "#engine/compare-links.ts";
import type { PassDeps } from "#engine/deps.ts";
import type { DirectorySource } from "#engine/ports.ts";
import type { Params } from "#i18n/render.ts";
import { problemSentence } from "#i18n/sentences.ts";
import { say, type TextKey } from "#i18n/texts.ts";
import type { CliContext } from "./context.ts";
import type { ServerAnswer } from "./deps.ts";
import { chooseServer, findConfigFile, openConfig } from "./find-config.ts";
import { type Finding, type FindingSeverity, failureFinding, toFinding } from "./finding.ts";
import type { CommonOptions } from "./options.ts";
import { policyFindings } from "./policy-traps.ts";
import { instantText } from "./print-plan.ts";

type Look = (context: CliContext, config: CampusConfig, server: ServerConfig) => Promise<Finding[]>;

export interface DoctorOptions extends CommonOptions {
  /** Everything that costs a request per account too. */
  readonly deep?: boolean;
}

/** All findings, in the order in which one would repair them. */
export async function examine(context: CliContext, options: DoctorOptions): Promise<readonly Finding[]> {
  const file = findConfigFile(context, options.config);
  const config = await openConfig(context, options.config).catch(refusal);
  if (config instanceof AppError) return [failureFinding(context, "config", file, config)];
  const server = chooseServer(context, config, options.server);
  const findings = [good(context, "config", file, ["doctor.config", { file }]), ...secretsOf(context, config)];
  findings.push(...policyFindings(context, makePolicy(server.serverName, server.policy)));
  // In the database all links are read at once.
  const isDeep = options.deep === true || server.observe.kind === "database";
  const inside: Look = (...of) => lookInside(isDeep, ...of);
  for (const [check, look] of Object.entries({ platform: lookAtPlatform, server: lookAtServer, store: inside })) {
    findings.push(...(await look(context, config, server).catch((error: unknown) => [failureFinding(context, check, server.name, error)])));
  }
  return findings;
}

/** An expected refusal as a value; anything else goes on. */
function refusal(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

function attempt<T>(work: () => T): T | AppError {
  try {
    return work();
  } catch (error) {
    return refusal(error);
  }
}

function good(context: CliContext, check: string, subject: string, [key, params]: readonly [TextKey, Params]): Finding {
  return { check, severity: "ok", subject, text: say(context.lang, key, params), remedy: "" };
}

function secretsOf(context: CliContext, config: CampusConfig): Finding[] {
  return secretFiles(config).map((secret) => {
    const { owner: subject, file } = secret;
    const read = attempt(() => readSecret(secret));
    if (read instanceof AppError) return failureFinding(context, "secret", subject, read);
    if (!isWorldReadable(file)) return good(context, "secret", subject, ["doctor.secret", { subject }]);
    const remedy = say(context.lang, "doctor.secret.remedy", { file });
    return { check: "secret", severity: "error", subject, text: say(context.lang, "doctor.secret.readable", { file }), remedy };
  });
}

/** Versions before this one lack answers that campus reads. */
const oldestSynapse = [1, 117];
const testedSynapse = "1.163.2";

async function lookAtServer(context: CliContext, _config: CampusConfig, server: ServerConfig): Promise<Finding[]> {
  const deps = await context.deps();
  return serverFindings(context, server, await deps.askServer(server, makePolicy(server.serverName, server.policy)));
}

/** A server that campus doesn't run: its token and its rights, whom it may speak as, and the database where it is to be read. */
export async function lookAtJoined(context: CliContext, config: CampusConfig, server: ServerConfig): Promise<Finding[]> {
  const deps = await context.deps();
  const answer = await deps.askServer(server, makePolicy(server.serverName, server.policy));
  const { speaksAs: subject } = answer;
  const spoken = subject === null ? [] : [good(context, "namespace", subject, ["join.namespace", { subject }])];
  const findings = [...serverFindings(context, server, answer), ...spoken];
  if (server.observe.kind !== "database" || findings.some(isError)) return findings;
  const session = await deps.openSession(config, server, { lang: context.lang, watch: () => {}, today: null, signal: context.signal });
  try {
    return [...findings, ...(await lookAtDatabase(context, session.deps))];
  } finally {
    await session.close();
  }
}

function serverFindings(context: CliContext, server: ServerConfig, { version, identities }: ServerAnswer): Finding[] {
  const { lang } = context;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestSynapse;
  const isOld = major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
  const known: Finding = isOld
    ? {
        check: "version",
        severity: "warning",
        subject: server.name,
        text: say(lang, "doctor.version.old", { version, oldest: oldestSynapse.join(".") }),
        remedy: say(lang, "doctor.version.remedy", { tested: testedSynapse }),
      }
    : good(context, "version", server.name, ["doctor.server", { version }]);
  return [
    known,
    ...identities.map(({ userId, exists }) =>
      exists
        ? good(context, "identity", userId, ["doctor.identity", { subject: userId }])
        : failureFinding(context, "identity", userId, new AppError("matrix.not-found", { request: "identity", subject: userId })),
    ),
  ];
}

/** The platform, when campus itself runs it. */
async function lookAtPlatform(context: CliContext, config: CampusConfig, server: ServerConfig): Promise<Finding[]> {
  const platform = platformOf(config, server);
  if (platform === null) return [];
  const { checkPlatform } = await import("#hosting/check-platform.ts");
  const { roomVersion } = makePolicy(server.serverName, server.policy);
  return (await checkPlatform(platform, roomVersion)).map((one) => toFinding(context.lang, one));
}

/** Opens the store, then reads every source; neither writes anything. */
async function lookInside(isDeep: boolean, ...[context, config, server]: Parameters<Look>): Promise<Finding[]> {
  const deps = await context.deps();
  const session = await deps.openSession(config, server, { lang: context.lang, watch: () => {}, today: null, signal: context.signal });
  try {
    const store = good(context, "store", config.store.kind, ["doctor.store", {}]);
    const large = await lookAtRooms(context, session.deps);
    const database = server.observe.kind === "database" ? await lookAtDatabase(context, session.deps) : [];
    const links = isDeep && !database.some(isError) ? await lookAtLinks(context, session.deps) : [];
    return [store, ...large, ...database, ...links, ...(await lookAtSources(context, session.deps))];
  } finally {
    await session.close();
  }
}

/** Rooms that only cost: told, never a reason to stop. */
async function lookAtRooms({ lang }: CliContext, { store, server, policy, clock }: PassDeps): Promise<Finding[]> {
  const ledger = await store.loadLedger(server, clock.today());
  return largePrivateRooms(ledger, policy).map(({ room, name, members: count }) => {
    const text = say(lang, "doctor.room.large", { name, count });
    return { check: "large-room", severity: "warning", subject: room, text, remedy: say(lang, "doctor.room.large.remedy") };
  });
}

function isError({ severity }: Finding): boolean {
  return severity === "error";
}

/** Synapse's database, where the configuration has it read. */
async function lookAtDatabase(context: CliContext, { server, homeserver: { reader } }: PassDeps): Promise<Finding[]> {
  try {
    const { size: count } = await reader.accounts();
    const problems = problemFindings(context, reader.problems());
    return problems.length > 0 ? problems : [good(context, "observe", server, ["doctor.observe", { count }])];
  } catch (error) {
    return [failureFinding(context, "observe", server, error)];
  }
}

function problemFindings(context: CliContext, problems: readonly Problem[]): Finding[] {
  return problems.map((one) => {
    const severity: FindingSeverity = one.severity === "error" ? "error" : "warning";
    return { check: one.code, severity, subject: one.subject, text: problemSentence(context.lang, one), remedy: "" };
  });
}

/** Accounts that somebody else may enter: what a pass compares for a few at a time, for all. */
async function lookAtLinks(context: CliContext, deps: PassDeps): Promise<Finding[]> {
  const { accounts, problems } = await compareLinks(deps);
  return problems.length === 0
    ? [good(context, "links", deps.server, ["doctor.links", { count: accounts }])]
    : problemFindings(context, problems);
}

/** Why a source can't be read, and how old what is remembered of it is; a pass goes on without an optional one. */
async function unreadFinding(context: CliContext, { store, server }: PassDeps, source: DirectorySource, error: unknown): Promise<Finding> {
  const finding = failureFinding(context, "source", source.name, error);
  const last = await store.lastReading(server, source.name);
  const text = last?.readAt ? say(context.lang, "doctor.source.age", { text: finding.text, at: instantText(last.readAt) }) : finding.text;
  return { ...finding, text, severity: source.required === false ? "warning" : finding.severity };
}

async function lookAtSources(context: CliContext, deps: PassDeps): Promise<Finding[]> {
  const { sources, policy } = deps;
  const findings: Finding[] = [];
  const readings = [];
  for (const source of sources) {
    try {
      const reading = await source.read();
      const { people, structures } = reading.counts;
      findings.push(good(context, "source", source.name, ["doctor.source", { subject: source.name, people, structures }]));
      readings.push(reading);
    } catch (error) {
      findings.push(await unreadFinding(context, deps, source, error));
    }
  }
  if (readings.length < sources.length) return findings;
  const problems = mergeReadings(readings, policy).problems.filter(({ severity }) => severity === "error");
  const severity: FindingSeverity = "warning";
  return [
    ...findings,
    ...problems.map((one) => ({ check: one.code, severity, subject: one.subject, text: problemSentence(context.lang, one), remedy: "" })),
  ];
}
