/** Looks whether the programs a platform is made of are on this machine, in versions that its files are written for. */
import type { Finding, Severity } from "#core/finding.ts";
import type { MachineCode } from "#core/machine-findings.ts";
import { hasReverseProxy, isMonitored, usesPostgres } from "#platform/resolve.ts";
import { keyOf } from "#platform/rules/rule.ts";
import type { ServerPlatform } from "#platform/site.ts";
import { workersOf } from "#platform/worker-table.ts";
import { type InstalledPrograms, runToEnd } from "./installed-programs.ts";

type Name = keyof InstalledPrograms;

interface Wanted {
  readonly name: string;
  /** Key of the description that asks for it. */
  readonly key: string;
  readonly package: string;
  /** null: exactly the version that the description names. */
  readonly oldest: string | null;
  /** Program and arguments that print the version. */
  ask(path: string): readonly [string, readonly string[]];
  readonly version: RegExp;
}

const askSynapse = "import importlib.metadata; print('Synapse', importlib.metadata.version('matrix-synapse'))";

/** Oldest versions that have every setting rendered; PostgreSQL's is what Synapse 1.163.2 accepts. */
const programs: Readonly<Record<Name, Wanted>> = {
  python: {
    name: "Synapse",
    key: "synapse.version",
    package: "./campus platform up",
    oldest: null,
    ask: (path) => [path, ["-c", askSynapse]],
    version: /^Synapse (\S+)$/m,
  },
  postgres: {
    name: "PostgreSQL",
    key: "database",
    package: "sudo apt-get install --no-install-recommends postgresql",
    oldest: "14",
    ask: (folder) => [`${folder}/postgres`, ["--version"]],
    version: /\(PostgreSQL\) ([\d.]+)/,
  },
  redis: {
    name: "Redis",
    key: "redis",
    package: "sudo apt-get install --no-install-recommends redis-server",
    oldest: "6",
    ask: (path) => [path, ["--version"]],
    version: /v=([\d.]+)/,
  },
  nginx: {
    name: "nginx",
    key: "reverseProxy",
    package: "sudo apt-get install --no-install-recommends nginx-light",
    oldest: "1.18",
    ask: (path) => [path, ["-v"]],
    version: /nginx\/([\d.]+)/,
  },
  prometheus: {
    name: "Prometheus",
    key: "monitoring",
    package: "sudo apt-get install --no-install-recommends prometheus",
    oldest: "2.30",
    ask: (path) => [path, ["--version"]],
    version: /version ([\d.]+)/,
  },
};

/** Programs that a platform needs, wherever they run. */
export function neededPrograms(platform: ServerPlatform): readonly Name[] {
  const needed: readonly (readonly [Name, boolean])[] = [
    ["python", true],
    ["postgres", usesPostgres(platform)],
    ["redis", workersOf(platform).length > 0],
    ["nginx", hasReverseProxy(platform)],
    ["prometheus", isMonitored(platform)],
  ];
  return needed.filter(([, isNeeded]) => isNeeded).map(([name]) => name);
}

/** Negative when `version` is older. */
function compare(version: string, other: string): number {
  const [mine, theirs] = [version, other].map((text) => text.split(".").map(Number));
  const index = theirs?.findIndex((part, at) => part !== (mine?.[at] ?? 0)) ?? -1;
  return index === -1 ? 0 : (mine?.[index] ?? 0) - (theirs?.[index] ?? 0);
}

/** Here an error where the programs run on this machine; elsewhere it only means that they can't judge their files. */
export async function installedFindings(platform: ServerPlatform, installed: InstalledPrograms): Promise<readonly Finding[]> {
  const found = await Promise.all(neededPrograms(platform).map((name) => programFindings(platform, name, installed[name])));
  return found.flat();
}

async function programFindings(platform: ServerPlatform, which: Name, path: string | null): Promise<readonly Finding[]> {
  const { name, key, package: remedy, oldest, ask, version } = programs[which];
  const isHere = platform.target === "local";
  const seen = (code: MachineCode, params: Finding["params"], elsewhere: Severity = "info"): readonly Finding[] => {
    return [{ check: "programs", severity: isHere ? "error" : elsewhere, subject: `${keyOf(platform)}.${key}`, code, params }];
  };
  if (path === null) return seen("program-missing", { name, package: remedy });
  const [program, args] = ask(path);
  const { text } = await runToEnd(program, args, { milliseconds: 20_000 });
  const known = version.exec(text)?.[1];
  if (known === undefined) return seen("program-broken", { name, words: text.split("\n").at(-1) ?? "" });
  if (oldest !== null) return compare(known, oldest) < 0 ? seen("program-old", { name, version: known, oldest }) : [];
  const expected = platform.synapse.version;
  return known === expected ? [] : seen("synapse-other", { version: known, expected }, "warning");
}
