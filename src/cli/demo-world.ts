/** What the demonstration stands on: a Synapse of its own, a directory that changes from day to day, a configuration file. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { writeConfig } from "#config/write.ts";
import { AppError } from "#core/errors.ts";
import type { Day } from "#core/ids.ts";
import { layoutOf } from "#hosting/layout.ts";
import { findSlapd } from "#hosting/slapd/programs.ts";
import { type RunningSlapd, startSlapd } from "#hosting/slapd/start.ts";
import type { RunningPlatform } from "#hosting/start-platform.ts";
import { readStatus } from "#hosting/status.ts";
import { stopPlatform } from "#hosting/stop-platform.ts";
import { secretNames } from "#platform/site.ts";
import { csvFiles } from "#sample/csv.ts";
import { generateUniversity } from "#sample/generate.ts";
import { ldifChunks } from "#sample/ldif.ts";
import type { University } from "#sample/model.ts";
import { samplePolicy } from "#sample/policy.ts";
import { branches, ldapStructureExtras, suffix } from "#sample/supann.ts";
import { type CliContext, print } from "./context.ts";
import { type DemoProfile, newDemoPassword, openSignIn, startDemoPlatform } from "./demo-platform.ts";
import { demoConfigFile } from "./find-config.ts";

export interface DemoChoice {
  readonly size: number;
  readonly port: number | null;
  readonly source: "ldap" | "csv" | null;
  readonly profile: DemoProfile;
}

export interface DemoWorld {
  readonly platform: RunningPlatform;
  readonly source: "ldap" | "csv";
  /** Of everybody, where people sign in through CAS; else of the person it was given to. */
  readonly password: string;
  readonly configFile: string;
  /** Loads the university as it is on that day of its story, and sets the configuration's day. */
  moveTo(day: number): Promise<University>;
  stop(): Promise<void>;
}

const seed = 1;

/** Begins anew each time: the state of the previous demonstration is erased. */
export async function buildDemoWorld(context: CliContext, choice: DemoChoice): Promise<DemoWorld> {
  const folder = join(context.home, ".campus/demo");
  await refuseSecond(join(folder, "platform"));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { profile, port, size } = choice;
  const platform = await startDemoPlatform(context, { folder, profile, port });
  return openWorld(context, { folder, platform, profile, size, source: choice.source ?? (findSlapd() === null ? "csv" : "ldap") });
}

/** A demonstration that still runs is not ours to end; leftovers of one that was killed are. */
async function refuseSecond(stateFolder: string): Promise<void> {
  if (!existsSync(stateFolder)) return;
  const { running, processes } = await readStatus(stateFolder);
  if (running) throw new AppError("platform.running", { folder: stateFolder, pid: processes[0]?.pid ?? 0 });
  await stopPlatform(stateFolder);
}

interface Standing {
  readonly folder: string;
  readonly profile: DemoProfile;
  readonly platform: RunningPlatform;
  readonly size: number;
  readonly source: "ldap" | "csv";
}

function openWorld(context: CliContext, standing: Standing): DemoWorld {
  const { folder, platform, size, source } = standing;
  const configFile = demoConfigFile(context.home);
  const password = newDemoPassword();
  let slapd: RunningSlapd | null = null;
  if (findSlapd() === null) print(context, "demo.no-slapd");
  return {
    platform,
    source,
    password,
    configFile,
    async moveTo(day) {
      const university = generateUniversity({ size, seed, day });
      if (source === "ldap") {
        slapd = await loadDirectory(folder, university, slapd);
        if (day === 0) print(context, "demo.slapd", { url: slapd.url });
      } else writeCsv(join(folder, "csv"), university);
      const settings = slapd === null ? csvSource() : ldapSource(slapd);
      openSignIn(platform, university, password);
      writeConfig(configFile, configOf(standing, settings, university.today));
      const { people, structures } = university;
      print(context, "demo.sample", { people: people.length, structures: structures.length, day: university.today });
      return university;
    },
    async stop() {
      await slapd?.stop();
      await platform.stop();
    },
  };
}

/** The directory of another day is the whole directory loaded anew, behind the same address. */
async function loadDirectory(folder: string, university: University, running: RunningSlapd | null): Promise<RunningSlapd> {
  const port = running === null ? {} : { port: Number(new URL(running.url).port) };
  await running?.stop();
  return startSlapd({ folder: join(folder, "slapd"), ldif: [...ldifChunks(university)].join(""), suffix, anySyntax: true, ...port });
}

function writeCsv(folder: string, university: University): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of csvFiles(university)) writeFileSync(join(folder, name), text);
}

function csvSource(): SourceText {
  return { kind: "csv", folder: "csv" };
}

function ldapSource({ url, bindDn, passwordFile }: RunningSlapd): SourceText {
  return {
    kind: "ldap",
    url,
    bindDn,
    passwordFile,
    branches: [{ base: branches.people }, { base: branches.deactivated, role: "deactivated" }],
    structures: { base: branches.structures },
    structure: ldapStructureExtras,
  };
}

type ConfigText = Parameters<typeof writeConfig>[1];
type SourceText = ConfigText["sources"][number];

function configOf({ folder, platform, profile }: Standing, source: SourceText, today: Day): ConfigText {
  return {
    today,
    stateFolder: "state",
    store: storeOf(platform.site),
    servers: [
      {
        name: "demo",
        url: platform.internalUrl,
        serverName: platform.serverName,
        tokenFile: relative(folder, join(layoutOf(join(folder, "platform")).secrets, "as-token")),
        platform: { profile, stateFolder: "platform" },
        policy: { structures: { establishment: samplePolicy.establishment, sensitive: [...samplePolicy.sensitive] } },
      },
    ],
    sources: [source],
  };
}

/** Where there is a PostgreSQL, campus remembers there, in a database of its own. */
function storeOf({ database, places }: RunningPlatform["site"]): NonNullable<ConfigText["store"]> {
  if (database.kind === "sqlite") return { kind: "embedded", folder: "store" };
  const { address, port } = database.listener;
  const passwordFile = join(places.postgres.secrets, secretNames.postgresCampus);
  return { kind: "postgres", url: `postgres://campus@${address}:${port}/${database.campus}`, passwordFile };
}
