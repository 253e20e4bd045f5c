/** Programs of the system that a platform is made of, found where distributions put them. */
import { existsSync, globSync } from "node:fs";
import { dirname } from "node:path";
import { AppError } from "#core/errors.ts";

/** Absolute paths. */
export interface Programs {
  /** Python that has Synapse. */
  readonly python: string;
  readonly nginx: string;
  readonly redis: string;
  readonly prometheus: string;
  /** Folder of initdb and postgres. */
  readonly postgres: string;
}

type ProgramName = Exclude<keyof Programs, "python">;

const candidates: Readonly<Record<ProgramName, readonly string[]>> = {
  nginx: ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"],
  redis: ["/usr/bin/redis-server", "/usr/local/bin/redis-server", "/usr/bin/valkey-server"],
  prometheus: ["/usr/bin/prometheus", "/usr/local/bin/prometheus"],
  postgres: [],
};

/** Debian's package of each, for the remedy. */
const packages: Readonly<Record<ProgramName, string>> = {
  nginx: "nginx-light",
  redis: "redis-server",
  prometheus: "prometheus",
  postgres: "postgresql",
};

/** Newest first: Debian keeps each major version in a folder of its own. */
function postgresFolders(): readonly string[] {
  const debian = globSync("/usr/lib/postgresql/*/bin/initdb").sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  return [...debian, "/usr/local/bin/initdb", "/usr/bin/initdb"].filter((path) => existsSync(path)).map(dirname);
}

/** Path of a program, null when the machine lacks it. */
export function findProgram(name: ProgramName): string | null {
  const found = name === "postgres" ? postgresFolders() : candidates[name].filter((path) => existsSync(path));
  return found[0] ?? null;
}

/** `platform.missing-program {name, package}` when the machine lacks it. */
export function requireProgram(name: ProgramName): string {
  const found = findProgram(name);
  if (found === null)
    throw new AppError("platform.missing-program", { name, command: `sudo apt-get install --no-install-recommends ${packages[name]}` });
  return found;
}
