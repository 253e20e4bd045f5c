/** `node test/apereo/fetch.ts`: gets Apereo CAS through Maven, checks what came, unpacks it into `.campus/apereo`. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { apereo, sha256Of } from "./files.ts";

const copyGoal = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy";

function run(program: string, args: readonly string[]): void {
  const { status, error } = spawnSync(program, args, { stdio: "inherit" });
  if (error !== undefined) throw new Error(`${program} can't be run: install it (Debian: apt install maven unzip)`, { cause: error });
  if (status !== 0) throw new Error(`${program} ended with ${status}`);
}

async function isWanted(): Promise<boolean> {
  return existsSync(apereo.war) && (await sha256Of(apereo.war)) === apereo.sha256;
}

mkdirSync(apereo.folder, { recursive: true });
if (!(await isWanted())) run("mvn", ["-B", "-q", copyGoal, `-Dartifact=${apereo.artifact}`, `-DoutputDirectory=${apereo.folder}`]);
if (!(await isWanted())) throw new Error(`${apereo.war} is not the file expected: SHA-256 ${await sha256Of(apereo.war)}`);
rmSync(apereo.app, { recursive: true, force: true });
run("unzip", ["-q", apereo.war, "-d", apereo.app]);
console.log(`ready: ${apereo.app}`);
