/** The private slapd of the demonstration: starts, refuses bad entries, never outlives its parent. */
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSlapd } from "#hosting/slapd/start.ts";
import { directoryOf, people, suffix } from "../lab/ldap-source.ts";
import { renderLdif } from "../lab/ldif.ts";
import { hasSlapd } from "../lab/slapd.ts";

describe.runIf(hasSlapd())("startSlapd", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "campus-slapd-start-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("serves the entries on loopback to its reader only, whose password is in a private file", async () => {
    const slapd = await startSlapd({ folder: join(folder, "a"), suffix, ldif: renderLdif(directoryOf(...people(3))) });
    const search = (...who: string[]) =>
      run("ldapsearch", ["-x", "-H", slapd.url, ...who, "-b", `ou=people,${suffix}`, "-LLL", "(uid=*)", "uid"]);
    const seen = await search("-D", slapd.bindDn, "-w", slapd.password);
    const anonymous = await search();
    await slapd.stop();
    expect(seen.match(/^uid:/gm)?.length).toBe(3);
    expect(anonymous.match(/^uid:/gm)).toBeNull();
    expect(slapd.url).toMatch(/^ldap:\/\/127\.0\.0\.1:\d+$/);
    expect(statSync(slapd.passwordFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(slapd.passwordFile, "utf8")).toBe(slapd.password);
    expect(slapd.process.exitCode ?? slapd.process.signalCode).not.toBeNull();
  });

  it("starts anew on the same port with other entries", async () => {
    const first = await startSlapd({ folder: join(folder, "b"), suffix, ldif: renderLdif(directoryOf()) });
    await first.stop();
    const port = Number(new URL(first.url).port);
    const second = await startSlapd({ folder: join(folder, "b"), suffix, ldif: renderLdif(directoryOf()), port });
    await second.stop();
    expect(second.url).toBe(first.url);
  });

  it("platform.start-failed tells what slapadd did not accept", async () => {
    const start = startSlapd({ folder: join(folder, "c"), suffix, ldif: `dn: ${suffix}\nobjectClass: nothing\n` });
    await expect(start).rejects.toMatchObject({
      code: "platform.start-failed",
      params: { name: "slapadd", detail: expect.stringContaining("nothing") },
    });
  });

  it("dies with the process that started it, even when that one is killed", async () => {
    const parent = spawn(process.execPath, ["test/lab/orphan-slapd.ts", join(folder, "d")], { stdio: ["ignore", "pipe", "inherit"] });
    const pid = Number(await new Promise<string>((done) => parent.stdout.once("data", (chunk: Buffer) => done(String(chunk)))));
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    parent.kill("SIGKILL");
    for (let tries = 0; tries < 500 && isRunning(pid); tries += 1) await new Promise((later) => setTimeout(later, 10));
    expect(isRunning(pid)).toBe(false);
  });
});

/** A zombie that nobody reaped yet no longer runs. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((done) => {
    execFile(program, args, (_error, stdout) => done(stdout));
  });
}
