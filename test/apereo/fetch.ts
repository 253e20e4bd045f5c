/** `node test/apereo/fetch.ts`: gets Apereo CAS through Maven, checks what came, unpacks it into `.campus/apereo`. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { apereo, oidcFolder, oidcJars, sha256Of } from "./files.ts";

const copyGoal = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy";

function run(program: string, args: readonly string[]): void {
  const { status, error } = spawnSync(program, args, { stdio: "inherit" });
  if (error !== undefined) throw new Error(`${program} can't be run: install it (Debian: apt install maven unzip)`, { cause: error });
  if (status !== 0) throw new Error(`${program} ended with ${status}`);
}

interface Wanted {
  readonly artifact: string;
  readonly file: string;
  readonly sha256: string;
}

async function fetchInto(folder: string, { artifact, file, sha256 }: Wanted): Promise<void> {
  const path = join(folder, file);
  const isRight = async (): Promise<boolean> => existsSync(path) && (await sha256Of(path)) === sha256;
  if (await isRight()) return;
  run("mvn", ["-B", "-q", copyGoal, `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`]);
  if (!(await isRight())) throw new Error(`${path} is not the file expected`);
}

mkdirSync(oidcFolder, { recursive: true });
await fetchInto(apereo.folder, { ...apereo, file: basename(apereo.war) });
for (const jar of oidcJars) await fetchInto(oidcFolder, jar);
rmSync(apereo.app, { recursive: true, force: true });
run("unzip", ["-q", apereo.war, "-d", apereo.app]);
console.log(`ready: ${apereo.app}`);
